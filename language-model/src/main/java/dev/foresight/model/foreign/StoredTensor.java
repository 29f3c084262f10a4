package dev.foresight.model.foreign;

import java.util.List;

/**
 * Where a tensor lies in a file of PyTorch's: in row order, without gaps.
 *
 * @param key the storage's name
 * @param offset of the first element in the storage, in elements
 * @param shape the lengths of the dimensions
 */
record StoredTensor(ElementType type, String key, long offset, List<Long> shape) {
  StoredTensor {
    shape = List.copyOf(shape);
    if (shape.stream().anyMatch(length -> length < 0)) {
      throw new IllegalArgumentException("a tensor cannot be " + shape);
    }
  }

  /** Elements in all. */
  long size() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  long bytes() {
    return Math.multiplyExact(size(), (long) type.bytes());
  }
}
