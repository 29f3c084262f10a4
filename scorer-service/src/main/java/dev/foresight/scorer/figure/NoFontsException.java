package dev.foresight.scorer.figure;

/** Java found no fonts on this machine. */
public final class NoFontsException extends RuntimeException {
  NoFontsException(Throwable cause) {
    super(
        "Figures need a font: install fontconfig and a font (Debian: apt-get install fontconfig"
            + " fonts-dejavu-core; Alpine: apk add fontconfig ttf-dejavu), then restart the scorer.",
        cause);
  }
}
