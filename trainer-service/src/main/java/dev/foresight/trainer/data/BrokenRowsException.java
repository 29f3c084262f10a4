package dev.foresight.trainer.data;

import java.io.IOException;

/** More of a source's rows are broken than its plan allows: reading it again would end alike. */
public final class BrokenRowsException extends IOException {
  private static final long serialVersionUID = 1;

  BrokenRowsException(String message) {
    super(message);
  }
}
