package dev.foresight.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures training steps in a process of their own, since an allocator that has given memory out
 * before hands it out again.
 */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private PeakMemory() {}

  /** Whether the kernel lets a process reset its peak. */
  static boolean canMeasure() {
    return Files.isWritable(RESET);
  }

  /** Bytes of resident memory that a few steps take at their peak, the libraries' own left out. */
  static long ofTraining(ModelShape shape, Execution execution, int rows, int length)
      throws IOException {
    return measured(PeakMemory.class, shape, execution, rows, length);
  }

  /**
   * What {@code program} prints last, run with arguments that {@link #shape} and {@link #execution}
   * read, and rows and length behind them; its whole heap is resident from the start.
   */
  static long measured(
      Class<?> program, ModelShape shape, Execution execution, int rows, int length)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    for (Object argument :
        new Object[] {
          shape.vocabularySize(),
          shape.hiddenSize(),
          shape.layers(),
          shape.attentionHeads(),
          shape.feedForwardSize(),
          shape.contextLength(),
          shape.predictTokens(),
          shape.keyValueHeads(),
          execution.precision().label(),
          execution.recompute(),
          rows,
          length
        }) {
      command.add(argument.toString());
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String last = out.lines().reduce("", (a, b) -> b);
      return Long.parseLong(last.trim());
    }
  }

  /** Arguments as above; prints the bytes. */
  public static void main(String[] arguments) throws IOException {
    ModelShape shape = shape(arguments);
    Execution execution = execution(arguments);
    step(new ModelShape(64, 32, 2, 2, 32, 16, 1), execution, 1, 16);
    long before = kibibytes("VmRSS:");
    Files.writeString(RESET, "5");
    step(shape, execution, Integer.parseInt(arguments[10]), Integer.parseInt(arguments[11]));
    System.out.println((kibibytes("VmHWM:") - before) * 1024);
  }

  static ModelShape shape(String[] arguments) {
    int[] n = new int[8];
    for (int i = 0; i < n.length; i++) {
      n[i] = Integer.parseInt(arguments[i]);
    }
    return new ModelShape(n[0], n[1], n[2], n[3], n[4], n[5], n[6]).withKeyValueHeads(n[7]);
  }

  static Execution execution(String[] arguments) {
    return Execution.of(Precision.of(arguments[8])).recomputing(Boolean.parseBoolean(arguments[9]));
  }

  private static void step(ModelShape shape, Execution execution, int rows, int length) {
    int[][] tokens = Tokens.rows(1, rows, length + shape.predictTokens(), shape.vocabularySize());
    try (Transformer model = Transformer.initialize(shape, execution, 1);
        AdamW optimizer = new AdamW(model, 0.1, 1)) {
      for (int i = 0; i < 2; i++) {
        model.lossesAndGradients(tokens);
        optimizer.step(1e-3);
      }
    }
  }

  static long kibibytes(String field) throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException(STATUS + " has no " + field);
  }
}
