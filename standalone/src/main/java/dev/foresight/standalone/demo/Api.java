package dev.foresight.standalone.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public REST API as any client uses it. */
final class Api {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * Posts {@code body} as JSON.
   *
   * @throws IOException with the problem's own words if the answer is not a success
   */
  JsonNode post(URI address, Object body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    return JSON.readTree(checked(client.send(request, BodyHandlers.ofString())));
  }

  /** Reads {@code address} as a {@code type}. */
  <T> T get(URI address, Class<T> type) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
    return JSON.readValue(checked(client.send(request, BodyHandlers.ofString())), type);
  }

  /** Saves {@code address} as {@code file} and says so, or says why it could not be had. */
  String download(URI address, Path file) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
    var response = client.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      return file.getFileName() + " was not written: " + explain(response, text(response.body()));
    }
    Files.write(file, response.body());
    return "wrote " + file;
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static String checked(HttpResponse<String> response) throws IOException {
    if (response.statusCode() / 100 != 2) {
      throw new IOException(explain(response, response.body()));
    }
    return response.body();
  }

  /** A problem document as one message; any other body as it is. */
  private static String explain(HttpResponse<?> response, String body) {
    if (!response.headers().firstValue("Content-Type").orElse("").contains("problem+json")) {
      return response.uri() + " answered " + response.statusCode() + ": " + body;
    }
    var problem = JSON.readTree(body);
    var text = new StringBuilder(problem.path("title").asString());
    text.append(": ").append(problem.path("detail").asString(""));
    for (var error : problem.path("errors")) {
      text.append("\n  ").append(error.path("field").asString());
      text.append(": ").append(error.path("message").asString());
    }
    return text.toString();
  }
}
