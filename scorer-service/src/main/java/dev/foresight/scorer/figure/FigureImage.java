package dev.foresight.scorer.figure;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * A figure as a file. Both formats come from the same drawing. Methods throw {@link
 * NoFontsException} where Java finds no fonts.
 *
 * @param figure what to draw
 */
public record FigureImage(Figure figure) {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final int PIXELS_PER_POINT = 2;

  /** PNG at two pixels a point. */
  public byte[] png() {
    var painter = new FigurePainter(figure, Typeface.ofMachine());
    var size = painter.size();
    var image =
        new BufferedImage(
            size.width * PIXELS_PER_POINT,
            size.height * PIXELS_PER_POINT,
            BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    try {
      smooth(graphics);
      graphics.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
      painter.paint(graphics);
    } finally {
      graphics.dispose();
    }
    return encoded(image);
  }

  private static void smooth(Graphics2D graphics) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  private static byte[] encoded(BufferedImage image) {
    try (var bytes = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SVG with text as text; it scales to the width that it is given. */
  public String svg() {
    var typeface = Typeface.ofMachine();
    var painter = new FigurePainter(figure, typeface);
    var graphics = new SVGGraphics2D(context(), false);
    smooth(graphics);
    painter.paint(graphics);
    var root = graphics.getRoot();
    describe(root, painter.size());
    var text = new StringWriter();
    try {
      graphics.stream(root, text, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Without the document type: it only names a file on another machine.
    return text.toString()
        .substring(text.getBuffer().indexOf("<svg"))
        .replace("'" + typeface.family() + "'", typeface.stack());
  }

  private static SVGGeneratorContext context() {
    var context = SVGGeneratorContext.createDefault(document());
    context.setComment(null);
    context.setPrecision(2);
    return context;
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVG, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new AssertionError("every JDK builds documents", e);
    }
  }

  /** Gives the figure its shape, and words for who cannot see it. */
  private void describe(Element root, Dimension size) {
    root.setAttribute("viewBox", "0 0 " + size.width + " " + size.height);
    root.setAttribute("width", Integer.toString(size.width));
    root.setAttribute("height", Integer.toString(size.height));
    root.setAttribute("role", "img");
    var title = root.getOwnerDocument().createElementNS(SVG, "title");
    title.setTextContent(figure.title() + ". " + figure.subtitle());
    root.insertBefore(title, root.getFirstChild());
  }
}
