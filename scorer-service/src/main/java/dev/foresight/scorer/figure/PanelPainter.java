package dev.foresight.scorer.figure;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * Draws one panel.
 *
 * @param plot where values are drawn; titles and labels go around it
 */
record PanelPainter(
    Panel panel, Axis temperatures, Axis values, Rectangle2D plot, Typeface typeface) {
  private static final double RADIUS = 4.2;
  // Between lines that have but one point, at the same temperature.
  private static final double APART = 14;

  void paint(Graphics2D graphics) {
    grid(graphics);
    panel.lines().forEach(line -> band(graphics, line));
    panel.lines().forEach(line -> line(graphics, line));
    panel.lines().forEach(line -> markers(graphics, line));
    labels(new Ink(graphics, typeface));
  }

  private double x(double temperature) {
    return plot.getX() + temperatures.share(temperature) * plot.getWidth();
  }

  private double y(double value) {
    return plot.getMaxY() - values.share(value) * plot.getHeight();
  }

  private void grid(Graphics2D graphics) {
    graphics.setStroke(Ink.HAIRLINE);
    graphics.setColor(Ink.GRID);
    for (double tick : values.ticks()) {
      graphics.draw(new Line2D.Double(plot.getX(), y(tick), plot.getMaxX(), y(tick)));
    }
    for (double tick : temperatures.ticks()) {
      graphics.draw(new Line2D.Double(x(tick), plot.getY(), x(tick), plot.getMaxY()));
    }
    graphics.setColor(Ink.FRAME);
    graphics.draw(new Line2D.Double(plot.getX(), plot.getMaxY(), plot.getMaxX(), plot.getMaxY()));
  }

  private void labels(Ink ink) {
    ink.font(Font.BOLD, 13, Ink.TEXT)
        .left(panel.valueLabel() + " after " + panel.title(), plot.getX(), plot.getY() - 12);
    ink.font(Font.PLAIN, 11.5f, Ink.FAINT_TEXT);
    for (double tick : values.ticks()) {
      ink.right(Axis.label(100 * tick) + "%", plot.getX() - 8, y(tick) + 4);
    }
    for (double tick : temperatures.ticks()) {
      ink.middle(Axis.label(tick), x(tick), plot.getMaxY() + 17);
    }
    ink.middle("temperature", plot.getCenterX(), plot.getMaxY() + 34);
    if (panel.isEmpty()) {
      ink.font(Font.ITALIC, 13, Ink.FAINT_TEXT)
          .middle("no complete problem yet", plot.getCenterX(), plot.getCenterY());
    }
  }

  /** The interval: a band, or where a line has but one point, a bar. */
  private void band(Graphics2D graphics, Line line) {
    graphics.setColor(Style.of(line.style()).band());
    var points = line.points();
    if (points.size() > 1) {
      graphics.fill(outline(points));
    }
  }

  private Path2D outline(List<Point> points) {
    var outline = new Path2D.Double();
    outline.moveTo(x(points.getFirst().temperature()), y(points.getFirst().upper()));
    points.forEach(point -> outline.lineTo(x(point.temperature()), y(point.upper())));
    points.reversed().forEach(point -> outline.lineTo(x(point.temperature()), y(point.lower())));
    outline.closePath();
    return outline;
  }

  private void line(Graphics2D graphics, Line line) {
    graphics.setColor(Style.of(line.style()).colour);
    var points = line.points();
    for (int i = 1; i < points.size(); i++) {
      var from = points.get(i - 1);
      var to = points.get(i);
      graphics.setStroke(from.complete() && to.complete() ? Ink.LINE : Ink.DASHES);
      graphics.draw(
          new Line2D.Double(
              x(from.temperature()), y(from.value()), x(to.temperature()), y(to.value())));
    }
    if (points.size() == 1) {
      bar(graphics, points.getFirst(), aside(line));
    }
  }

  private double aside(Line line) {
    return line.points().size() > 1 ? 0 : APART * (line.style() - (panel.lines().size() - 1) / 2.0);
  }

  private void bar(Graphics2D graphics, Point point, double aside) {
    graphics.setStroke(point.complete() ? Ink.LINE : Ink.DASHES);
    double x = x(point.temperature()) + aside;
    graphics.draw(new Line2D.Double(x, y(point.lower()), x, y(point.upper())));
  }

  private void markers(Graphics2D graphics, Line line) {
    var style = Style.of(line.style());
    graphics.setStroke(Ink.LINE);
    for (var point : line.points()) {
      var marker = style.marker(x(point.temperature()) + aside(line), y(point.value()), RADIUS);
      graphics.setColor(point.complete() ? style.colour : Ink.PAPER);
      graphics.fill(marker);
      graphics.setColor(style.colour);
      graphics.draw(marker);
    }
  }
}
