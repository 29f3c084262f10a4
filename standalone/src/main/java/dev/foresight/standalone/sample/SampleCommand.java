package dev.foresight.standalone.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ComputeDevice;
import dev.foresight.model.Execution;
import dev.foresight.model.Precision;
import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import dev.foresight.sampler.decoding.Engine;
import dev.foresight.sampler.decoding.LoadedModel;
import dev.foresight.sampler.decoding.Speculation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Draws samples in the terminal. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Continue a prompt with a published checkpoint or any Llama in Hugging Face's format, without any server.",
      "The same options give the same text. Text goes to standard output, all else to standard error."
    })
public final class SampleCommand implements Callable<Integer> {
  private static final int MOST_ROWS = 512;

  private static final String LOG =
      Path.of(System.getProperty("java.io.tmpdir"), "foresight-sample.log").toString();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      required = true,
      description = "The checkpoint's folder.")
  private Path checkpoint = Path.of("");

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      required = true,
      description = "What to continue; - reads standard input.")
  private String prompt = "";

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0.8",
      description = "0 takes the most probable token each time (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "0.95",
      description = "The nucleus' mass, above 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double topP;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Tokens of a sample at most (default: ${DEFAULT-VALUE}).")
  private int maxNewTokens;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many, drawn together (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Another number, other samples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "A sample ends before this; may be given several times.")
  private List<String> stops = List.of();

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "auto",
      description = "float32, bfloat16, or auto: the faster (default: ${DEFAULT-VALUE}).")
  private String precision = "auto";

  @Option(
      names = "--speculation",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "Drafts by extra heads: auto, on or off (default: ${DEFAULT-VALUE}).")
  private Speculation speculation = Speculation.AUTO;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = "auto, cpu or cuda:N (default: ${DEFAULT-VALUE}).")
  private String device = "auto";

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.setProperty("foresight.log", LOG);
    check();
    String text = prompt.equals("-") ? new String(System.in.readAllBytes(), UTF_8) : prompt;
    Checkpoint opened = open(checkpoint);
    ComputeDevice where = ComputeDevice.of(device);
    Execution execution = Execution.of(precision(where)).on(where);
    try (LoadedModel model = LoadedModel.open(opened, execution, speculation);
        Engine engine = new Engine(settings(where))) {
      int length = model.tokenizer().prompt(text).length;
      requireRoom(length, model.shape().contextLength());
      var printer = new SamplePrinter(model.tokenizer(), samples, stops, System.out);
      long start = System.nanoTime();
      var drawn = engine.decode(model, task(text, length), () -> true, printer);
      printer.end();
      System.err.println(summary(drawn, System.nanoTime() - start));
    }
    return 0;
  }

  private void check() {
    require(Double.isFinite(temperature) && temperature >= 0, "--temperature must be at least 0");
    require(topP > 0 && topP <= 1, "--top-p must be above 0 and at most 1");
    require(maxNewTokens > 0, "--max-new-tokens must be at least 1");
    require(samples > 0, "--samples must be at least 1");
    require(stops.stream().noneMatch(String::isEmpty), "--stop must not be empty");
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), rule);
    }
  }

  /** Opens a published checkpoint, its digests verified, or any other folder, examined. */
  private static Checkpoint open(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + ": there is no such folder");
    }
    if (!Files.exists(folder.resolve("config.json"))) {
      throw new IOException(folder + ": holds no config.json, so it is no checkpoint");
    }
    return Files.exists(folder.resolve("manifest.json"))
        ? Checkpoint.open(folder)
        : Checkpoint.examine(folder);
  }

  private Precision precision(ComputeDevice where) {
    return precision.equals("auto") ? Precision.preferred(where) : Precision.of(precision);
  }

  private Engine.Settings settings(ComputeDevice where) {
    return new Engine.Settings(
        where.memoryBytes() / 4,
        1,
        Math.min(samples, MOST_ROWS),
        speculation,
        Runtime.getRuntime().availableProcessors(),
        where);
  }

  private void requireRoom(int promptTokens, int context) {
    if (promptTokens == 0) {
      throw new IllegalArgumentException("the prompt is empty");
    }
    if (promptTokens + maxNewTokens > context) {
      throw new IllegalArgumentException(
          "the prompt's %d tokens and %d new ones (--max-new-tokens) do not fit the model's context of %d"
              .formatted(promptTokens, maxNewTokens, context));
    }
  }

  private SamplingTask task(String text, int promptTokens) {
    return SamplingTask.newBuilder()
        .setEvaluationId(HexFormat.of().toHexDigits(seed))
        .setPrompt(text)
        .setSharedTokens(promptTokens - 1)
        .addTemperatures(Double.toString(temperature))
        .setTopP(Double.toString(topP))
        .setCount(samples)
        .setMaxNewTokens(maxNewTokens)
        .addAllStopStrings(stops)
        .build();
  }

  private static String summary(List<SampleBatch> batches, long nanoseconds) {
    long tokens = 0;
    long forwards = 0;
    long accepted = 0;
    for (SampleBatch batch : batches) {
      tokens += batch.getSamplesList().stream().mapToLong(Sample::getTokenCount).sum();
      forwards += batch.getSpeculation().getForwards();
      accepted += batch.getSpeculation().getAcceptedList().stream().mapToLong(n -> n).sum();
    }
    String drafts =
        forwards == 0
            ? ""
            : String.format(
                Locale.ROOT, ", %.2f drafts accepted a forward pass", (double) accepted / forwards);
    double seconds = nanoseconds * 1e-9;
    return String.format(
        Locale.ROOT,
        "%d tokens, %.1f s, %.0f tokens/s%s",
        tokens,
        seconds,
        tokens / seconds,
        drafts);
  }
}
