package dev.foresight.standalone.secured;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBindingFilter;

/**
 * A broker in a child process that speaks TLS only, with certificates on both sides, asks everyone
 * for a password, and allows only what an ACL allows.
 */
final class SecuredBroker implements AutoCloseable {
  private static final int ITERATIONS = 4096;

  private final Path folder;
  private final int port;
  private final Certificate certificate;
  private final Process process;

  private SecuredBroker(Path folder) throws Exception {
    this.folder = folder;
    this.port = freePort();
    this.certificate = Certificate.create(folder);
    this.process = spawn(configure());
  }

  /** Starts one that knows the principals of {@code grants}, and allows them those. */
  static SecuredBroker start(Path folder, List<Grant> grants) throws Exception {
    var broker = new SecuredBroker(folder);
    try (var admin = Admin.create(broker.administrator())) {
      var users = grants.stream().map(Grant::principal).distinct().map(broker::user).toList();
      admin.alterUserScramCredentials(users).all().get();
      admin.createAcls(grants.stream().map(Grant::binding).toList()).all().get();
      while (admin.describeUserScramCredentials().all().get().size() < users.size()
          || admin.describeAcls(AclBindingFilter.ANY).values().get().size() < grants.size()) {
        Thread.sleep(20);
      }
    } catch (Exception e) {
      broker.close();
      throw e;
    }
    return broker;
  }

  /** Where clients connect. */
  String servers() {
    return "127.0.0.1:" + port;
  }

  /** What it shows, and what clients may show. */
  Certificate certificate() {
    return certificate;
  }

  /** The password of {@code principal}. */
  String password(String principal) {
    return "password of " + principal;
  }

  /** Properties of a client that comes as {@code principal}. */
  Map<String, Object> client(String principal) {
    return client("SCRAM-SHA-512", "scram.Scram", principal);
  }

  /** Properties of a client that may do everything. */
  Map<String, Object> administrator() {
    return client("PLAIN", "plain.Plain", "admin");
  }

  private Map<String, Object> client(String mechanism, String module, String principal) {
    return Map.of(
        "bootstrap.servers",
        servers(),
        "reconnect.backoff.max.ms",
        200,
        "security.protocol",
        "SASL_SSL",
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        certificate.authority().toString(),
        "ssl.keystore.type",
        "PEM",
        "ssl.keystore.location",
        certificate.combined().toString(),
        "sasl.mechanism",
        mechanism,
        "sasl.jaas.config",
        "org.apache.kafka.common.security.%sLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(module, principal, password(principal)));
  }

  private UserScramCredentialAlteration user(String principal) {
    var mechanism = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
    return new UserScramCredentialUpsertion(principal, mechanism, password(principal));
  }

  /** Everything that its authorizer was asked so far. */
  List<Access> asked() throws IOException {
    try (var lines = Files.lines(log())) {
      return lines.flatMap(Access::of).distinct().toList();
    }
  }

  private Path log() {
    return folder.resolve("broker.log");
  }

  private Process spawn(Path configuration) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dlogback.configurationFile=dev/foresight/standalone/secured/logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.foresight.standalone.broker.BrokerProcess",
            configuration.toString(),
            Uuid.randomUuid().toString())
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start();
  }

  /** As standalone's own broker, and secured. */
  private Path configure() throws IOException {
    var text = resource("../broker/broker.properties") + resource("broker.properties");
    return Files.writeString(
        folder.resolve("broker.properties"),
        text.replace("${port}", Integer.toString(port))
            .replace("${controller.port}", Integer.toString(freePort()))
            .replace("${log.dirs}", folder.resolve("log").toString())
            .replace("${folder}", folder.toString()));
  }

  private static String resource(String name) throws IOException {
    try (var stream = SecuredBroker.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(stream, name).readAllBytes(), UTF_8);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
