package dev.foresight.benchmarks.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The same made-up tokens for every program, step after step, from the start again at the end. */
final class Batches {
  private static final int COUNT = 4;

  private final int[][][] tokens;
  private int next;

  private Batches(int[][][] tokens) {
    this.tokens = tokens;
  }

  /** Batches for a model: rows of T + n tokens. */
  static Batches of(BenchmarkShape shape) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    int vocabulary = shape.model().vocabularySize();
    int length = shape.model().contextLength() + shape.model().predictTokens();
    int[][][] tokens = new int[COUNT][BenchmarkShape.ROWS][length];
    for (int[][] batch : tokens) {
      for (int[] row : batch) {
        fill(row, vocabulary, random);
      }
    }
    return new Batches(tokens);
  }

  /** Half the tokens follow from the one before, so that there is something to learn. */
  private static void fill(int[] row, int vocabulary, RandomGenerator random) {
    row[0] = random.nextInt(vocabulary);
    for (int i = 1; i < row.length; i++) {
      row[i] =
          random.nextBoolean() ? (7 * row[i - 1] + 1) % vocabulary : random.nextInt(vocabulary);
    }
  }

  int[][] next() {
    return tokens[next++ % COUNT];
  }

  /** Writes all tokens in order as 32-bit little-endian integers. */
  void write(Path file) throws IOException {
    int rows = COUNT * BenchmarkShape.ROWS;
    ByteBuffer bytes =
        ByteBuffer.allocate(rows * tokens[0][0].length * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int[][] batch : tokens) {
      for (int[] row : batch) {
        for (int token : row) {
          bytes.putInt(token);
        }
      }
    }
    Files.write(file, bytes.array());
  }
}
