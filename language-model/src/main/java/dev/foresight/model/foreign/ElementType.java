package dev.foresight.model.foreign;

import java.util.Arrays;
import java.util.Optional;

/** A floating-point type as PyTorch's storages and safetensors name it. */
enum ElementType {
  FLOAT("FloatStorage", "F32", 4),
  HALF("HalfStorage", "F16", 2),
  BFLOAT16("BFloat16Storage", "BF16", 2);

  private final String storage;
  private final String label;
  private final int bytes;

  ElementType(String storage, String label, int bytes) {
    this.storage = storage;
    this.label = label;
    this.bytes = bytes;
  }

  /** The type that the class {@code torch.}{@code storage} holds, if it is one of these. */
  static Optional<ElementType> ofStorage(String storage) {
    return Arrays.stream(values()).filter(type -> type.storage.equals(storage)).findFirst();
  }

  /** As safetensors writes it. */
  String label() {
    return label;
  }

  /** Bytes of one element. */
  int bytes() {
    return bytes;
  }
}
