package dev.foresight.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The smallest service behind the edge, and its client. */
final class SmallService implements AutoCloseable {
  static final String PATH = "/api/v1/things";
  static final Logger LOG = LoggerFactory.getLogger(SmallService.class);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext context;

  SmallService(String... properties) {
    context = new SpringApplicationBuilder(Application.class).run(properties);
  }

  @EnableAutoConfiguration
  @RestController
  @RequestMapping(PATH)
  static class Application {
    @GetMapping
    Map<String, String> read() {
      return Map.of("is", "read");
    }

    @PostMapping
    Map<String, Object> write(@RequestBody Map<String, Object> body) {
      LOG.warn("written");
      return body;
    }

    @DeleteMapping
    void delete() {}
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", "local.server.port", path, BodyPublishers.noBody(), headers);
  }

  HttpResponse<String> manage(String path, String... headers) throws Exception {
    return send("GET", "local.management.port", path, BodyPublishers.noBody(), headers);
  }

  HttpResponse<String> post(String body, String... headers) throws Exception {
    return post(BodyPublishers.ofString(body), headers);
  }

  HttpResponse<String> post(BodyPublisher body, String... headers) throws Exception {
    return send("POST", "local.server.port", PATH, body, headers);
  }

  HttpResponse<String> send(
      String method, String port, String path, BodyPublisher body, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(port) + path))
            .header("Content-Type", "application/json")
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** The first line of the answer to a request sent as it stands. */
  String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port("local.server.port"))) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.lines().findFirst().orElse("");
    }
  }

  /** Whether something listens at {@code port} of {@code address}. */
  boolean answers(String port, String address) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port(port)));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it has a bean of {@code type}. */
  boolean has(Class<?> type) {
    return context.getBeanProvider(type).stream().findAny().isPresent();
  }

  private int port(String name) {
    return context.getEnvironment().getRequiredProperty(name, Integer.class);
  }

  @Override
  public void close() {
    http.close();
    context.close();
  }
}
