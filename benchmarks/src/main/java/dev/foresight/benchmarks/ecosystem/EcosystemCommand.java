package dev.foresight.benchmarks.ecosystem;

import dev.foresight.benchmarks.Scratch;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.model.foreign.MetaCheckpoint;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./foresight bench ecosystem}. */
@Command(
    name = "ecosystem",
    mixinStandardHelpOptions = true,
    description =
        "Checkpoints from here in Hugging Face's transformers and in llama.cpp, and theirs and Meta's here: same logits, same "
            + "tokens. Installs what it compares with into target/peers (about 6 GB).")
public final class EcosystemCommand implements Callable<Integer> {
  /** What single precision explains between two programs, in logits. */
  private static final double TOLERANCE = 1e-3;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Keep the checkpoints in this new folder.")
  private @Nullable Path kept;

  private final Path home = Path.of(System.getProperty("foresight.home", "."));
  private boolean failed;

  @Override
  public Integer call() throws IOException {
    Path folder = kept == null ? Scratch.create() : Files.createDirectories(kept);
    try {
      oursThere(folder);
      transformersHere(folder);
      metaHere(folder);
    } finally {
      if (kept == null) {
        Scratch.delete(folder);
      }
    }
    return failed ? 1 : 0;
  }

  /** A checkpoint of ours in other programs, which report a line for each comparison. */
  private void oursThere(Path folder) throws IOException {
    Path ours = folder.resolve("ours");
    SmallModel.write(home, ours).write(folder.resolve(Expected.FILE));
    for (String script : List.of("opens_in_transformers.py", "opens_in_llama_cpp.py")) {
      for (String line : new Script(home, script).run(ours, folder.resolve(Expected.FILE))) {
        say(line, !line.startsWith("DIFFERENT"));
      }
    }
  }

  /** A model of transformers' own with everything that ours need not have. */
  private void transformersHere(Path folder) throws IOException {
    Path theirs = folder.resolve("transformers");
    new Script(home, "make_llama.py").run(theirs);
    Expected expected = Expected.read(theirs);
    Files.move(theirs.resolve(Expected.FILE), folder.resolve("transformers.json"));
    compare("transformers' sharded bfloat16 Llama", Checkpoint.examine(theirs), expected);
  }

  private void metaHere(Path folder) throws IOException {
    Path theirs = folder.resolve("meta");
    new Script(home, "make_meta.py").run(theirs);
    Path converted = folder.resolve("meta-converted");
    MetaCheckpoint.convert(theirs, converted);
    compare("Meta's format, four heads", Checkpoint.open(converted), Expected.read(theirs));
  }

  private void compare(String what, Checkpoint checkpoint, Expected expected) throws IOException {
    try (Transformer model = checkpoint.transformer(Precision.FLOAT32)) {
      int[] tokens = expected.tokens().stream().mapToInt(token -> token).toArray();
      int heads = model.shape().predictTokens();
      List<Integer> prompt =
          expected.losses().isEmpty()
              ? expected.tokens()
              : expected.tokens().subList(0, tokens.length - heads);
      Computation computed = Computation.of(model, prompt, expected.continuation().size());
      difference(what + " here: logits", computed.difference(expected.logits().getFirst()));
      if (!expected.losses().isEmpty()) {
        difference(
            what + " here: losses of every head",
            largest(model.lossesAndGradients(new int[][] {tokens}), expected.losses()));
      }
      if (!expected.continuation().isEmpty()) {
        same(
            what + " here: greedy tokens", computed.continuation().equals(expected.continuation()));
      }
    }
    if (!expected.texts().isEmpty()) {
      same(what + " here: tokens of texts", cutsAlike(checkpoint.tokenizer(), expected.texts()));
    }
  }

  private static boolean cutsAlike(Tokenizer tokenizer, List<Expected.Cut> texts) {
    return texts.stream()
        .allMatch(
            cut ->
                Arrays.stream(tokenizer.encode(cut.text())).boxed().toList().equals(cut.tokens()));
  }

  private static double largest(float[] found, List<Float> expected) {
    double largest = found.length == expected.size() ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(found.length, expected.size()); i++) {
      largest = Math.max(largest, Math.abs(found[i] - expected.get(i)));
    }
    return largest;
  }

  private void difference(String what, double difference) {
    boolean small = difference <= TOLERANCE;
    say(
        String.format(
            Locale.ROOT,
            "%s %s: largest difference %.1e",
            small ? "same" : "DIFFERENT",
            what,
            difference),
        small);
  }

  private void same(String what, boolean same) {
    say((same ? "same " : "DIFFERENT ") + what, same);
  }

  private void say(String line, boolean good) {
    failed |= !good;
    command.commandLine().getOut().println(line);
    command.commandLine().getOut().flush();
  }
}
