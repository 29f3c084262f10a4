package dev.foresight.standalone.platform;

import static java.util.Objects.requireNonNull;

import dev.foresight.model.TorchScript;
import dev.foresight.sampler.SamplerApplication;
import dev.foresight.scorer.ScorerApplication;
import dev.foresight.standalone.broker.Broker;
import dev.foresight.trainer.TrainerApplication;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The broker and the three services, each a Spring context of its own with its own port, over one
 * data folder. Everything that must outlive the process is in that folder.
 */
public final class Platform implements AutoCloseable {
  private static final String TASK_LOCK = "6s";
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  private final Broker broker;
  private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();
  private final DataFolder data;
  private final URI scorer;
  private final URI trainer;
  private final URI sampler;
  private boolean closed;

  private Platform(DataFolder data, Broker broker, int port) {
    this.data = data;
    this.broker = broker;
    var ports = Ports.from(port);
    // The service that draws the page comes first: whoever opens it early sees it fill.
    this.scorer = run(ScorerApplication.builder(), ports.scorer(), ports.links());
    this.trainer = run(TrainerApplication.builder(), ports.trainer());
    this.sampler = run(SamplerApplication.builder(), ports.sampler());
  }

  /**
   * Starts everything over {@code folder}, which is made if it is missing.
   *
   * @param port where the page is served, trainer and sampler on the two after it; where one is
   *     taken, any free port; 0 for any free ports
   * @throws IOException if the folder is in use by another process or a part does not start
   */
  public static Platform start(Path folder, int port) throws IOException, InterruptedException {
    TorchScript.useThreads(THREADS);
    var data = DataFolder.open(folder);
    var broker = Broker.start(data.path().resolve("kafka"));
    try {
      return new Platform(data, broker, port);
    } catch (RuntimeException e) {
      broker.close();
      data.close();
      throw e;
    }
  }

  /** The scorer: the live page, results, metrics. */
  public URI scorer() {
    return scorer;
  }

  /** The trainer: experiments, training jobs. */
  public URI trainer() {
    return trainer;
  }

  /** The sampler: evaluations. */
  public URI sampler() {
    return sampler;
  }

  private URI run(SpringApplicationBuilder application, int port, String... own) {
    var context = application.run(arguments(port, own));
    contexts.add(context);
    var server =
        requireNonNull(((WebServerApplicationContext) context).getWebServer(), "it was started");
    return Ports.address(server.getPort());
  }

  private String[] arguments(int port, String... own) {
    var path = data.path();
    var all =
        List.of(
            "--server.port=" + port,
            "--server.address=127.0.0.1",
            // One port a service is enough here.
            "--management.server.port=",
            "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
            // Each context would run the shutdown hook of its own, in any order.
            "--spring.main.register-shutdown-hook=false",
            "--spring.main.banner-mode=off",
            // A task of a killed process is taken up again after seconds, and so is what was lost
            // between a worker and the scorer.
            "--foresight.work-queue.lock=" + TASK_LOCK,
            "--foresight.sampler.control.patience=" + TASK_LOCK,
            // Trainer and sampler share the process, so its threads too; their number is part of a
            // run's bits, and must not change with who starts first.
            "--foresight.sampler.worker.tasks=1",
            "--foresight.sampler.worker.threads=" + THREADS,
            "--foresight.store=" + path.resolve("store"),
            "--foresight.datasets.folder=" + path.resolve("datasets"),
            "--foresight.trainer.state=" + path.resolve("trainer"),
            "--foresight.sampler.state=" + path.resolve("sampler"),
            "--foresight.scorer.state=" + path.resolve("scorer"));
    return Stream.concat(all.stream(), Stream.of(own)).toArray(String[]::new);
  }

  /** Stops the services, each handing back what it held, then the broker. Again: nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    contexts.reversed().forEach(ConfigurableApplicationContext::close);
    broker.close();
    data.close();
  }
}
