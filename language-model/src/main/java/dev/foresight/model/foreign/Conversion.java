package dev.foresight.model.foreign;

import java.util.Arrays;
import java.util.List;

/**
 * One tensor's way from Meta's names to Hugging Face's.
 *
 * <p>Rotary positions turn pairs of a head's rows. Meta's pairs are neighbours, (2i, 2i + 1);
 * Hugging Face's are half a head apart, (i, i + E/2). The rows of queries and keys are put into the
 * other order, which leaves every product of a query and a key as it was.
 *
 * @param from Meta's name
 * @param to Hugging Face's name
 * @param shape that the tensor must have
 * @param rotaryHeads heads whose rows are put into the other order; 0 for none
 */
record Conversion(String from, String to, List<Long> shape, int rotaryHeads) {
  static Conversion plain(String from, String to, long... shape) {
    return new Conversion(from, to, Arrays.stream(shape).boxed().toList(), 0);
  }

  static Conversion rotary(String from, String to, int heads, long rows, long columns) {
    return new Conversion(from, to, List.of(rows, columns), heads);
  }

  /** Rows that are put into order together: those of one head, or 1. */
  int rowsTogether() {
    return rotaryHeads == 0 ? 1 : Math.toIntExact(shape.getFirst() / rotaryHeads);
  }

  /** Which of Meta's rows becomes row {@code row} of a head of {@code size} rows. */
  static int sourceOf(int row, int size) {
    int half = size / 2;
    return row < half ? 2 * row : 2 * (row - half) + 1;
  }
}
