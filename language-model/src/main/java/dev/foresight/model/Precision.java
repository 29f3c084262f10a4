package dev.foresight.model;

/** The precision of matrix products. Weights, norms, softmax and loss are float32 in either. */
public enum Precision {
  /** 32-bit floating point. */
  FLOAT32("float32", 6),
  /** bfloat16: half the bytes, 8 bits of mantissa. */
  BFLOAT16("bfloat16", 15);

  private final String label;
  private final int scalarType;

  Precision(String label, int scalarType) {
    this.label = label;
    this.scalarType = scalarType;
  }

  /**
   * The precision named {@code label}.
   *
   * @throws IllegalArgumentException if it is neither {@code float32} nor {@code bfloat16}
   */
  public static Precision of(String label) {
    for (Precision precision : values()) {
      if (precision.label.equals(label)) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "precision must be float32 or bfloat16, not \"" + label + "\"");
  }

  /**
   * bfloat16 where {@code device} multiplies matrices much faster in it, else float32. Processors
   * are timed once, which takes less than a second.
   */
  public static Precision preferred(ComputeDevice device) {
    return FasterPrecision.on(device);
  }

  /** {@code float32} or {@code bfloat16}. */
  public String label() {
    return label;
  }

  /** Bytes of a number. */
  int bytes() {
    return this == BFLOAT16 ? 2 : 4;
  }

  /** PyTorch's number for the type. */
  int scalarType() {
    return scalarType;
  }
}
