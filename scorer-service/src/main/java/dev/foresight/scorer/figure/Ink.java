package dev.foresight.scorer.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Stroke;

/** Colours of the paper and the text, strokes, and text set by its left, middle or right. */
final class Ink {
  static final Color PAPER = Color.WHITE;
  static final Color TEXT = new Color(0x1F2328);
  static final Color FAINT_TEXT = new Color(0x59636E);
  static final Color GRID = new Color(0xE4E8EC);
  static final Color FRAME = new Color(0x9AA4AE);

  static final Stroke HAIRLINE = new BasicStroke(1f);
  static final Stroke LINE = new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  static final Stroke DASHES =
      new BasicStroke(
          2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {5f, 4f}, 0f);

  private final Graphics2D graphics;
  private final Typeface typeface;

  Ink(Graphics2D graphics, Typeface typeface) {
    this.graphics = graphics;
    this.typeface = typeface;
  }

  /** From here on in this size and colour. */
  Ink font(int style, float size, Color colour) {
    graphics.setFont(typeface.font(style, size));
    graphics.setColor(colour);
    return this;
  }

  void left(String text, double x, double y) {
    graphics.drawString(text, (float) x, (float) y);
  }

  void middle(String text, double x, double y) {
    left(text, x - width(text) / 2, y);
  }

  void right(String text, double x, double y) {
    left(text, x - width(text), y);
  }

  double width(String text) {
    return graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
  }
}
