package dev.foresight.standalone.train;

import dev.foresight.model.TorchScript;
import dev.foresight.proto.TrainingJob;
import dev.foresight.standalone.platform.DataFolder;
import dev.foresight.standalone.terminal.Board;
import dev.foresight.trainer.local.LocalRun;
import dev.foresight.trainer.local.SpecFile;
import dev.foresight.trainer.requests.Capacity;
import dev.foresight.trainer.requests.TrainingJobRequest;
import dev.foresight.trainer.training.TrainedModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains one model in the terminal. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train one model without any server. SPEC.yaml has the fields of a training job over REST.",
      "Stopped at any moment, the same command goes on where it was."
    })
public final class TrainCommand implements Callable<Integer> {
  private static final long SAVED_WITHIN_SECONDS = 60;

  @Parameters(paramLabel = "SPEC.yaml", description = "What to train, on what.")
  private Path spec = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where state and checkpoint are kept (default: ${DEFAULT-VALUE}).",
      defaultValue = "data/train")
  private Path out = Path.of("data", "train");

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu or cuda:N (default: ${DEFAULT-VALUE}).",
      defaultValue = "auto")
  private String device = "auto";

  @Option(names = "--dry-run", description = "Print what it would take, and train nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws Exception {
    System.setProperty("foresight.log", out.resolve("foresight.log").toString());
    TorchScript.useThreads(Runtime.getRuntime().availableProcessors());
    TrainingJobRequest request = SpecFile.read(spec);
    try (var folder = DataFolder.open(out)) {
      var run = new LocalRun(folder.path(), Capacity.of(device));
      if (dryRun) {
        System.out.println(CostText.of(run.cost(request)));
        return 0;
      }
      var ended = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(stopping(Thread.currentThread(), ended));
      try {
        return train(run, run.job(request));
      } catch (InterruptedException e) {
        System.out.println("Stopped; the same command goes on from here.");
        return 1;
      } finally {
        ended.countDown();
      }
    }
  }

  private static int train(LocalRun run, TrainingJob job) throws Exception {
    var progress =
        new TrainProgress(job, new Board(System.out, Boolean.getBoolean("foresight.terminal")));
    Optional<TrainedModel> trained = run.train(job, progress, progress);
    if (trained.isEmpty()) {
      System.out.println("Another process took the run over.");
      return 1;
    }
    System.out.println(progress.summary(trained.get()));
    return 0;
  }

  /** Ctrl-C and SIGTERM let the run save its state first. */
  private static Thread stopping(Thread training, CountDownLatch ended) {
    return Thread.ofPlatform()
        .unstarted(
            () -> {
              training.interrupt();
              try {
                boolean unused = ended.await(SAVED_WITHIN_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
