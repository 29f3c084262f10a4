package dev.foresight.scorer.documentation;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;

/** Adds the problem details (RFC 9457) with which each operation may answer instead. */
@Component
class ErrorsOfEveryPath implements OpenApiCustomizer {
  private static final String PROBLEM = "application/problem+json";
  private static final Map<String, Object> INVALID =
      Map.of(
          "title",
          "Invalid query",
          "status",
          400,
          "detail",
          "k must be 1 to the samples a problem (200), not 500.",
          "errors",
          List.of(
              Map.of(
                  "field", "k",
                  "message", "must be 1 to the samples a problem (200), not 500")));
  private static final Map<String, Object> UNKNOWN =
      Map.of(
          "title", "Unknown evaluation",
          "status", 404,
          "detail", "There is no evaluation with the id '9f2c'.");
  private static final Map<String, Object> STARTING =
      Map.of(
          "title", "Results are not there yet",
          "status", 503,
          "detail", "The scorer is still reading its topics. Try again in a few seconds.");

  @Override
  public void customise(OpenAPI api) {
    ModelConverters.getInstance()
        .readAll(ProblemDetail.class)
        .forEach(api.getComponents()::addSchemas);
    api.getPaths()
        .forEach(
            (path, item) ->
                item.readOperations().forEach(operation -> add(operation, path.contains("{"))));
  }

  private static void add(Operation operation, boolean namesSomething) {
    var responses = operation.getResponses();
    if (takesInput(operation)) {
      responses.addApiResponse("400", problem("A parameter or field breaks its rule", INVALID));
    }
    if (namesSomething) {
      responses.addApiResponse("404", problem("There is nothing of that id", UNKNOWN));
    }
    responses.addApiResponse("503", problem("Not there yet, or not readable now", STARTING));
  }

  private static boolean takesInput(Operation operation) {
    var parameters = Optional.ofNullable(operation.getParameters()).orElse(List.of());
    return operation.getRequestBody() != null
        || parameters.stream().anyMatch(parameter -> "query".equals(parameter.getIn()));
  }

  private static ApiResponse problem(String description, Map<String, Object> example) {
    var schema = new Schema<>().$ref("#/components/schemas/ProblemDetail");
    return new ApiResponse()
        .description(description)
        .content(
            new Content().addMediaType(PROBLEM, new MediaType().schema(schema).example(example)));
  }
}
