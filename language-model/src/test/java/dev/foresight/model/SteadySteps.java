package dev.foresight.model;

import java.io.IOException;

/**
 * Prints by how many KiB the process grows over five hundred steps, once the JVM has warmed up: the
 * least of three times, since what is forgotten is so in each, and the JVM compiles when it likes.
 */
final class SteadySteps {
  private SteadySteps() {}

  public static void main(String[] arguments) throws IOException {
    TorchScript.useThreads(1);
    ModelShape shape = PeakMemory.shape(arguments);
    int rows = Integer.parseInt(arguments[10]);
    int length = Integer.parseInt(arguments[11]) + shape.predictTokens();
    int[][] tokens = Tokens.rows(1, rows, length, shape.vocabularySize());
    try (Transformer model = Transformer.initialize(shape, PeakMemory.execution(arguments), 1);
        AdamW optimizer = new AdamW(model, 0.1, 1)) {
      steps(model, optimizer, tokens, 300);
      int tensors = tensors(model);
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 3; i++) {
        long resident = PeakMemory.kibibytes("VmRSS:");
        steps(model, optimizer, tokens, 500);
        least = Math.min(least, PeakMemory.kibibytes("VmRSS:") - resident);
      }
      if (tensors(model) != tensors) {
        throw new AssertionError(tensors + " tensors became " + tensors(model));
      }
      System.out.println(least);
    }
  }

  private static void steps(Transformer model, AdamW optimizer, int[][] tokens, int count) {
    for (int i = 0; i < count; i++) {
      model.lossesAndGradients(tokens, 0.5);
      model.lossesAndGradients(tokens, 0.5);
      if (i % 10 == 0) {
        model.validationLosses(tokens);
      }
      optimizer.step(1e-3);
    }
  }

  private static int tensors(Transformer model) {
    return model.manager().getManagedArrays().size();
  }
}
