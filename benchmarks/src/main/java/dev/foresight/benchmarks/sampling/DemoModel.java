package dev.foresight.benchmarks.sampling;

import dev.foresight.model.problems.ProblemFile;
import dev.foresight.model.problems.PromptTemplate;
import dev.foresight.proto.HopelessException;
import dev.foresight.standalone.wordproblems.WordProblems;
import dev.foresight.trainer.data.Preparation;
import dev.foresight.trainer.local.LocalRun;
import dev.foresight.trainer.local.SpecFile;
import dev.foresight.trainer.requests.Capacity;
import dev.foresight.trainer.training.DivergedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A model of the demo's kind with four heads, trained on made-up word problems, and a prompt of
 * eight of them.
 *
 * @param folder the checkpoint
 */
record DemoModel(Path folder, String prompt) {
  private static final int TRAIN = 4000;
  private static final int TEST = 10;
  private static final int SHOTS = 8;

  private static final String SPEC =
      """
      name: demo
      data:
        sources: [{files: "%s", format: problems}]
      model: {vocabularySize: 512, hiddenSize: 128, layers: 6, attentionHeads: 4, feedForwardSize: 344, contextLength: 512}
      predictTokens: 4
      tokenBudget: %d
      optimization: {batchTokens: 1024, peakLearningRate: 3e-3, precision: bfloat16}
      """;

  /** Trains one below {@code folder} on {@code tokens} tokens. */
  static DemoModel train(Path folder, long tokens, Consumer<String> log) throws IOException {
    Path data = folder.resolve("problems");
    WordProblems.write(data, TRAIN, TEST, 1);
    Path spec = folder.resolve("spec.yaml");
    Files.writeString(spec, SPEC.formatted(data.resolve("train.jsonl"), tokens));
    long[] next = {0};
    try {
      LocalRun run = new LocalRun(folder.resolve("run"), Capacity.of("cpu"));
      var trained =
          run.train(
              run.job(SpecFile.read(spec)),
              Preparation.SILENT,
              step -> {
                if (step.tokensSeen() >= next[0]) {
                  log.accept("training a model with four heads: token " + step.tokensSeen());
                  next[0] = step.tokensSeen() + tokens / 5;
                }
                return true;
              });
      return new DemoModel(trained.orElseThrow().folder(), prompt(data));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (DivergedException | HopelessException e) {
      throw new IOException("the model could not be trained: " + e.getMessage(), e);
    }
  }

  /** A trained checkpoint with its own problems, as {@code WordProblems} wrote them. */
  static DemoModel of(Path checkpoint, Path scratch) throws IOException {
    Path data = scratch.resolve("problems");
    WordProblems.write(data, TRAIN, TEST, 1);
    return new DemoModel(checkpoint, prompt(data));
  }

  private static String prompt(Path data) throws IOException {
    var shots = ProblemFile.read(data.resolve("train.jsonl")).problems().subList(0, SHOTS);
    String question = ProblemFile.read(data.resolve("test.jsonl")).problems().getFirst().question();
    return PromptTemplate.DEFAULT.prompt(shots, question);
  }
}
