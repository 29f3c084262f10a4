package dev.foresight.scorer.figure;

import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.font.FontRenderContext;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The font of figures: of those that are installed the one that browsers measure alike. */
final class Typeface {
  static final String FAMILY = family();

  private Typeface() {}

  /**
   * What a browser may take in place of {@link #FAMILY}: fonts of the same widths first, so that
   * text stays where it was set.
   */
  static String stack() {
    return FAMILY.equals("DejaVu Sans")
        ? "DejaVu Sans, Verdana, sans-serif"
        : FAMILY + ", Arial, Helvetica, sans-serif";
  }

  private static String family() {
    try {
      var installed =
          Set.copyOf(
              Arrays.asList(
                  GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames()));
      var family =
          List.of("Liberation Sans", "Arial", "Helvetica", "DejaVu Sans").stream()
              .filter(installed::contains)
              .findFirst()
              .orElse(Font.SANS_SERIF);
      new Font(family, Font.PLAIN, 12)
          .getStringBounds("0", new FontRenderContext(null, true, true));
      return family;
    } catch (LinkageError | InternalError | RuntimeException e) {
      throw new NoFontsException(e);
    }
  }
}
