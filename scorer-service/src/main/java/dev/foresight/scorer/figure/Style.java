package dev.foresight.scorer.figure;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Colours of Okabe and Ito, which the colour-blind tell apart, each with a marker of its own. */
enum Style {
  BLUE(0x0072B2, 0),
  VERMILION(0xD55E00, 4),
  GREEN(0x009E73, 3),
  PURPLE(0xAA4499, 5),
  AMBER(0xB8860B, 6),
  SKY(0x56B4E9, 8),
  BROWN(0x8C564B, -3),
  GREY(0x6E7781, -4);

  final Color colour;
  // 0 is a circle, 4 a square, else a regular polygon, which stands on its head below 0.
  private final int corners;

  Style(int rgb, int corners) {
    this.colour = new Color(rgb);
    this.corners = corners;
  }

  static Style of(int index) {
    return values()[index % values().length];
  }

  Color band() {
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 38);
  }

  Shape marker(double x, double y, double radius) {
    return switch (corners) {
      case 0 -> new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
      case 4 -> square(x, y, radius * 0.9);
      default -> polygon(x, y, radius * 1.2);
    };
  }

  private static Shape square(double x, double y, double half) {
    return new Rectangle2D.Double(x - half, y - half, 2 * half, 2 * half);
  }

  private Shape polygon(double x, double y, double radius) {
    var path = new Path2D.Double();
    for (int corner = 0; corner < Math.abs(corners); corner++) {
      double angle = 2 * Math.PI * corner / corners - Math.copySign(Math.PI / 2, corners);
      double cornerX = x + radius * Math.cos(angle);
      double cornerY = y + radius * Math.sin(angle);
      if (corner == 0) {
        path.moveTo(cornerX, cornerY);
      } else {
        path.lineTo(cornerX, cornerY);
      }
    }
    path.closePath();
    return path;
  }
}
