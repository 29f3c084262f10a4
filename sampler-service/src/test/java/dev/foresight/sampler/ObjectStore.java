package dev.foresight.sampler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** S3Proxy in a process of its own, over a folder, which checks signatures. */
public final class ObjectStore implements AutoCloseable {
  /** The one who may read and write. */
  public static final String IDENTITY = "foresight";

  /** Its secret. */
  public static final String SECRET = "a secret";

  private static final String BUCKET = "models";
  private static final Path JAR = Path.of("target", "object-store", "s3proxy.jar");

  private final Process process;
  private final S3Client client;
  private final URI endpoint;

  /** Starts it over {@code folder}, which is made, and waits until it answers. */
  public ObjectStore(Path folder) throws IOException, InterruptedException {
    endpoint = URI.create("http://127.0.0.1:" + freePort());
    var configuration =
        Files.write(
            Files.createDirectories(folder).resolve("s3proxy.conf"),
            List.of(
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.endpoint=" + endpoint,
                "s3proxy.identity=" + IDENTITY,
                "s3proxy.credential=" + SECRET,
                "jclouds.provider=filesystem-nio2",
                "jclouds.filesystem.basedir="
                    + Files.createDirectories(folder.resolve("objects"))));
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toAbsolutePath().toString(),
                "--properties",
                configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(IDENTITY, SECRET)))
            .build();
    awaitBucket();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitBucket() throws InterruptedException {
    for (int attempt = 0; ; attempt++) {
      try {
        client.createBucket(r -> r.bucket(BUCKET));
        return;
      } catch (SdkException e) {
        if (attempt == 100 || !process.isAlive()) {
          close();
          throw e;
        }
        Thread.sleep(200);
      }
    }
  }

  /** Where clients connect. */
  public URI endpoint() {
    return endpoint;
  }

  /** Writes every file of {@code folder} below {@code prefix}; the location of that. */
  public String put(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        put(prefix, String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
    }
    return "s3://" + BUCKET + "/" + prefix;
  }

  /** Writes one object. */
  public void put(String prefix, String name, byte[] content) {
    client.putObject(
        r -> r.bucket(BUCKET).key(prefix + "/" + name), RequestBody.fromBytes(content));
  }

  /** Removes one object. */
  public void delete(String prefix, String name) {
    client.deleteObject(r -> r.bucket(BUCKET).key(prefix + "/" + name));
  }

  @Override
  public void close() {
    client.close();
    process.destroyForcibly();
  }
}
