package dev.foresight.standalone.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A single-node Kafka broker in a child process on the loopback interface. It is started again, on
 * the same port, whenever it dies, until it is closed.
 *
 * <pre>{@code
 * try (var broker = Broker.start(dataFolder.resolve("kafka"))) {
 *   connect(broker.bootstrapServers());
 * }
 * }</pre>
 */
public final class Broker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Broker.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration RESTART_PAUSE = Duration.ofMillis(500);

  private final Path folder;
  private final int port;
  private final List<String> command;
  private volatile boolean closing;
  private volatile Process process;

  private Broker(Path folder) throws IOException {
    this.folder = folder;
    this.port = freePort();
    this.command = command(configure(folder, port, freePort()), clusterId(folder));
    awaitPredecessor(folder.resolve("log/.lock"));
    this.process = spawn();
    Thread.ofPlatform().daemon().name("broker-supervisor").start(this::supervise);
  }

  /**
   * Starts a broker whose data lives in {@code folder} and waits until it answers.
   *
   * @throws IOException if it does not answer within a minute; names the log file that says why
   */
  public static Broker start(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("log"));
    var broker = new Broker(folder);
    try {
      broker.awaitReady();
    } catch (IOException | InterruptedException e) {
      broker.close();
      throw e;
    }
    return broker;
  }

  /** Where clients connect: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** The process id of the broker that runs at the moment. */
  public long pid() {
    return process.pid();
  }

  /** Stops the broker in order: its log is clean, its next start quick. */
  @Override
  public void close() {
    closing = true;
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void supervise() {
    try {
      while (true) {
        int status = process.waitFor();
        if (closing) {
          return;
        }
        log.warn("the broker ended with status {}; starting it again", status);
        Thread.sleep(RESTART_PAUSE);
        process = spawn();
        if (closing) {
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.error("the broker could not be started again", e);
    }
  }

  private Process spawn() throws IOException {
    var output = ProcessBuilder.Redirect.appendTo(folder.resolve("broker.log").toFile());
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
  }

  private static List<String> command(Path configuration, String clusterId) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx384m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dlogback.configurationFile=dev/foresight/standalone/broker/logback.xml",
        "-cp",
        System.getProperty("java.class.path"),
        BrokerProcess.class.getName(),
        configuration.toString(),
        clusterId);
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    Map<String, Object> client =
        Map.of(
            "bootstrap.servers", bootstrapServers(),
            "reconnect.backoff.ms", 50,
            "reconnect.backoff.max.ms", 200);
    try (var admin = Admin.create(client)) {
      while (true) {
        try {
          admin.describeCluster().nodes().get(2, TimeUnit.SECONDS);
          return;
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
          if (System.nanoTime() > deadline) {
            throw new IOException("the broker does not answer; see " + logFile(), e);
          }
        }
      }
    }
  }

  private Path logFile() {
    return folder.resolve("broker.log");
  }

  /** A predecessor whose parent was killed halts by itself; its lock says when it is gone. */
  private static void awaitPredecessor(Path lock) throws IOException {
    if (!Files.exists(lock)) {
      return;
    }
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!free(lock)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("another broker uses " + lock.getParent());
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while another broker ends", e);
      }
    }
  }

  private static boolean free(Path lock) throws IOException {
    try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        var held = channel.tryLock()) {
      return held != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static String clusterId(Path folder) throws IOException {
    var file = folder.resolve("cluster-id");
    if (!Files.exists(file)) {
      Files.writeString(file, Uuid.randomUuid().toString());
    }
    return Files.readString(file).strip();
  }

  private static Path configure(Path folder, int port, int controllerPort) throws IOException {
    String template;
    try (var resource = Broker.class.getResourceAsStream("broker.properties")) {
      template = new String(notNull(resource).readAllBytes(), UTF_8);
    }
    var file = folder.resolve("broker.properties");
    Files.writeString(
        file,
        template
            .replace("${port}", Integer.toString(port))
            .replace("${controller.port}", Integer.toString(controllerPort))
            .replace("${log.dirs}", folder.resolve("log").toAbsolutePath().toString()));
    return file;
  }

  private static <T> T notNull(@Nullable T resource) {
    if (resource == null) {
      throw new IllegalStateException("broker.properties is missing from the jar");
    }
    return resource;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
