package dev.foresight.scorer.figure;

import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/** Draws a figure: the one drawing for every format. All lengths are in points of the figure. */
final class FigurePainter {
  private static final int MARGIN = 22;
  private static final int HEAD = 62;
  private static final int LEGEND = 30;
  private static final int PANEL_WIDTH = 300;
  private static final int PANEL_HEIGHT = 190;
  // Around a panel: its title above, tick labels and axis labels left and below.
  private static final int LEFT = 58;
  private static final int TOP = 34;
  private static final int BOTTOM = 48;
  private static final int NOTE = 17;
  private static final int NARROWEST = 2;

  private final Figure figure;
  private final Typeface typeface;

  FigurePainter(Figure figure, Typeface typeface) {
    this.figure = figure;
    this.typeface = typeface;
  }

  /** Width and height of the whole figure. */
  Dimension size() {
    int columns = Math.max(NARROWEST, figure.columns());
    int rows = Math.max(1, figure.rows().size());
    return new Dimension(
        2 * MARGIN + columns * (LEFT + PANEL_WIDTH),
        HEAD + LEGEND + rows * (TOP + PANEL_HEIGHT + BOTTOM) + notesHeight() + MARGIN);
  }

  private int notesHeight() {
    return figure.notes().size() * NOTE + NOTE / 2;
  }

  /** Draws on {@code graphics}, whose origin is the figure's upper left corner. */
  void paint(Graphics2D graphics) {
    var size = size();
    graphics.setColor(Ink.PAPER);
    graphics.fill(new Rectangle2D.Double(0, 0, size.width, size.height));
    head(new Ink(graphics, typeface));
    legend(graphics);
    panels(graphics);
    notes(new Ink(graphics, typeface), size.height);
  }

  private void head(Ink ink) {
    ink.font(Font.BOLD, 18, Ink.TEXT).left(figure.title(), MARGIN, 34);
    ink.font(Font.PLAIN, 12.5f, Ink.FAINT_TEXT).left(figure.subtitle(), MARGIN, 55);
  }

  private void legend(Graphics2D graphics) {
    var ink = new Ink(graphics, typeface);
    double x = MARGIN + LEFT;
    double y = HEAD + LEGEND / 2.0 + 4;
    for (var line : figure.legend()) {
      var style = Style.of(line.style());
      graphics.setStroke(Ink.LINE);
      graphics.setColor(style.colour);
      graphics.draw(new Line2D.Double(x, y - 4, x + 28, y - 4));
      graphics.fill(style.marker(x + 14, y - 4, 4.5));
      ink.font(Font.PLAIN, 13, Ink.TEXT).left(line.label(), x + 36, y);
      x += 36 + ink.width(line.label()) + 28;
    }
  }

  private void panels(Graphics2D graphics) {
    var temperatures = Axis.around(figure.points().mapToDouble(Point::temperature).toArray());
    for (int column = 0; column < figure.columns(); column++) {
      double highest = figure.points(column).mapToDouble(Point::upper).max().orElse(0);
      var values = Axis.ofShare(highest);
      for (int row = 0; row < figure.rows().size(); row++) {
        var panel = figure.rows().get(row).get(column);
        new PanelPainter(panel, temperatures, values, plot(row, column), typeface).paint(graphics);
      }
    }
  }

  private static Rectangle2D plot(int row, int column) {
    return new Rectangle2D.Double(
        MARGIN + column * (LEFT + PANEL_WIDTH) + LEFT,
        HEAD + LEGEND + row * (TOP + PANEL_HEIGHT + BOTTOM) + TOP,
        PANEL_WIDTH - 12.0,
        PANEL_HEIGHT);
  }

  private void notes(Ink ink, int height) {
    double y = height - MARGIN - notesHeight() + NOTE;
    ink.font(Font.PLAIN, 12, Ink.FAINT_TEXT);
    for (var note : figure.notes()) {
      ink.left(note, MARGIN, y);
      y += NOTE;
    }
  }
}
