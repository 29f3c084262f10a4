package dev.foresight.scorer.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Leaves its figures in target/figures, to be looked at. */
class FigureImageTest {
  private static final Path FOLDER = Path.of("target", "figures");
  private static final List<String> LEGEND = List.of("n = 1 (next token)", "n = 2", "n = 4");

  @Test
  void aFigureIsDrawnInBothFormatsAtTheSameSize() throws Exception {
    var image = new FigureImage(figure(2, 3, List.of(0.2, 0.4, 0.6, 0.8, 1.0, 1.2)));

    var png = ImageIO.read(new ByteArrayInputStream(keep("full.png", image.png())));
    var svg = keep("full.svg", image.svg().getBytes(StandardCharsets.UTF_8));

    var root = parse(svg);
    assertThat(root.getAttribute("viewBox"))
        .isEqualTo("0 0 " + png.getWidth() / 2 + " " + png.getHeight() / 2);
    assertThat(root.getElementsByTagName("title").item(0).getTextContent()).contains("Sweep");
    assertThat(root.getTextContent()).contains("pass@100 after 2M tokens").contains("temperature");
  }

  @Test
  void aSingleTemperatureIsDrawnWithBars() throws IOException {
    keep("single.png", new FigureImage(figure(1, 1, List.of(0.6))).png());

    assertThat(new FigureImage(figure(1, 1, List.of(0.6))).svg()).contains("pass@1 after");
  }

  @Test
  void withoutSamplesThePanelsSaySo() throws IOException {
    var image = new FigureImage(figure(1, 2, List.of()));
    keep("empty.png", image.png());

    assertThat(image.svg()).contains("no complete problem yet");
  }

  @Test
  void aFigureWithoutPanelsIsStillAFigure() throws IOException {
    var image = new FigureImage(new Figure("Nothing", "", List.of(), List.of()));

    assertThat(keep("none.png", image.png())).isNotEmpty();
  }

  @Test
  void aTitleCannotBreakTheSvg() throws Exception {
    var image = new FigureImage(new Figure("<script>&\"</svg>", "", List.of(), List.of()));

    assertThat(parse(image.svg().getBytes(StandardCharsets.UTF_8)).getTextContent())
        .contains("<script>&\"</svg>");
  }

  private static Figure figure(int rows, int columns, List<Double> temperatures) {
    return new Figure(
        "Sweep on GSM8K",
        "1319 problems, 200 samples each, nucleus 0.95, graded by flexible-1",
        List.of(
            "Unbiased pass@k; bands are 90% bootstrap intervals over problems.",
            "Values and ends of intervals are means over 3 seeds.",
            "Hollow and dashed: not final (3 of 54 cells are incomplete), over the problems"
                + " complete so far."),
        IntStream.range(0, rows).mapToObj(row -> panels(row, columns, temperatures)).toList());
  }

  private static List<Panel> panels(int row, int columns, List<Double> temperatures) {
    return Stream.of(1, 10, 100).limit(columns).map(k -> panel(row, k, temperatures)).toList();
  }

  private static Panel panel(int row, int k, List<Double> temperatures) {
    var lines =
        IntStream.range(0, 3)
            .mapToObj(
                style -> new Line(LEGEND.get(style), style, points(row, style, k, temperatures)))
            .toList();
    return new Panel((row + 1) + "M tokens", "pass@" + k, lines);
  }

  private static List<Point> points(int row, int style, int k, List<Double> temperatures) {
    return temperatures.stream().map(t -> point(row, style, k, t)).toList();
  }

  private static Point point(int row, int style, int k, double temperature) {
    double right = 0.03 * (1 + row) * (1 - 0.2 * style) * (1 - 0.6 * Math.abs(temperature - 0.5));
    double value = 1 - Math.pow(1 - right, Math.pow(k, 0.7));
    double noise = 0.02 * Math.sqrt(value);
    boolean complete = temperature < 1 || style != row + 1;
    return new Point(temperature, value, Math.max(0, value - noise), value + noise, complete);
  }

  private static byte[] keep(String name, byte[] file) throws IOException {
    Files.createDirectories(FOLDER);
    Files.write(FOLDER.resolve(name), file);
    return file;
  }

  private static Element parse(byte[] svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg))
        .getDocumentElement();
  }
}
