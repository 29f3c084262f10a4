package dev.foresight.standalone.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of every command that runs the platform. */
public final class PlatformOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything lives that outlasts the process (default: ${DEFAULT-VALUE}).",
      defaultValue = "data")
  private Path data = Path.of("data");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "Port of the page; the trainer and the sampler take the next two (default:"
              + " ${DEFAULT-VALUE}; any free one where it is taken).",
      defaultValue = "8080")
  private int port = 8080;

  /** The data folder. */
  public Path data() {
    return data;
  }

  /**
   * Starts the platform and says so; Ctrl-C and SIGTERM close it in order.
   *
   * @throws IOException if a part does not start; its message says why
   */
  public Platform start() throws IOException, InterruptedException {
    Files.createDirectories(data);
    System.setProperty("foresight.log", data.resolve("foresight.log").toString());
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    long begun = System.nanoTime();
    System.out.printf("Starting a Kafka broker and three services over %s ...%n", data);
    var platform = Platform.start(data, port);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(platform::close));
    System.out.printf(
        "Up after %d s: scorer at %s, trainer at %s, sampler at %s; their log is %s%n",
        (System.nanoTime() - begun) / 1_000_000_000,
        platform.scorer(),
        platform.trainer(),
        platform.sampler(),
        data.resolve("foresight.log"));
    return platform;
  }
}
