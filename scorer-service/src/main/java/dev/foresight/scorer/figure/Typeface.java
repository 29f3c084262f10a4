package dev.foresight.scorer.figure;

import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.font.FontRenderContext;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The font of figures: of those that are installed the one that browsers measure alike. */
record Typeface(String family) {

  /**
   * The typeface of this machine.
   *
   * @throws NoFontsException if Java finds no fonts at all
   */
  static Typeface ofMachine() {
    try {
      var typeface = new Typeface(family(installed()));
      typeface.plain().getStringBounds("0", new FontRenderContext(null, true, true));
      return typeface;
    } catch (RuntimeException | Error e) {
      // Which of many it is depends on what is missing; Java has no exception for it.
      throw new NoFontsException(e);
    }
  }

  private static Set<String> installed() {
    return Set.copyOf(
        Arrays.asList(
            GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames()));
  }

  private static String family(Set<String> installed) {
    return List.of("Liberation Sans", "Arial", "Helvetica", "DejaVu Sans").stream()
        .filter(installed::contains)
        .findFirst()
        .orElse(Font.SANS_SERIF);
  }

  private Font plain() {
    return new Font(family, Font.PLAIN, 12);
  }

  Font font(int style, float size) {
    return plain().deriveFont(style, size);
  }

  /**
   * What a browser may take in place of the family: fonts of the same widths first, so that text
   * stays where it was set.
   */
  String stack() {
    return family.equals("DejaVu Sans")
        ? "DejaVu Sans, Verdana, sans-serif"
        : family + ", Arial, Helvetica, sans-serif";
  }
}
