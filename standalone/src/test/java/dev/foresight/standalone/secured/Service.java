package dev.foresight.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service that runs, over REST. */
record Service(ConfigurableApplicationContext context) implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Starts one as if {@code environment} were that of its process. */
  static Service start(
      SpringApplicationBuilder application, Map<String, Object> environment, String... arguments) {
    var variables = new SystemEnvironmentPropertySource("its-systemEnvironment", environment);
    return new Service(
        application
            .initializers(
                context -> context.getEnvironment().getPropertySources().addFirst(variables))
            .run(arguments));
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(text(path));
  }

  String text(String path) throws IOException, InterruptedException {
    return send("GET", path, "");
  }

  JsonNode post(String path, Map<String, Object> body) throws IOException, InterruptedException {
    return JSON.readTree(send("POST", path, JSON.writeValueAsString(body)));
  }

  void delete(String path) throws IOException, InterruptedException {
    send("DELETE", path, "");
  }

  private String send(String method, String path, String body)
      throws IOException, InterruptedException {
    var root = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    var request =
        HttpRequest.newBuilder(URI.create(root + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    var answer = HTTP.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode() / 100).as(path + ": " + answer.body()).isEqualTo(2);
    return answer.body();
  }

  @Override
  public void close() {
    context.close();
  }
}
