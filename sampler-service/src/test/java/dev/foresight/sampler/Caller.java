package dev.foresight.sampler;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person at the sampler's HTTP port. */
record Caller(URI base) {
  private static final HttpClient http = HttpClient.newHttpClient();
  private static final String EVALUATIONS = "/api/v1/evaluations";

  static Caller of(ConfigurableApplicationContext sampler) {
    String port = sampler.getEnvironment().getRequiredProperty("local.server.port");
    return new Caller(URI.create("http://127.0.0.1:" + port));
  }

  HttpResponse<String> post(String body) throws Exception {
    return call(
        HttpRequest.newBuilder(base.resolve(EVALUATIONS))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> delete(String id) throws Exception {
    return call(HttpRequest.newBuilder(base.resolve(EVALUATIONS + "/" + id)).DELETE());
  }

  JsonNode evaluation(String id) throws Exception {
    return json(get(EVALUATIONS + "/" + id));
  }

  String state(String id) throws Exception {
    return evaluation(id).path("state").stringValue();
  }

  JsonNode evaluations() throws Exception {
    return json(get(EVALUATIONS));
  }

  HttpResponse<String> get(String path) throws Exception {
    return call(HttpRequest.newBuilder(base.resolve(path)));
  }

  static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private static HttpResponse<String> call(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
