package dev.foresight.sampler.control;

import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Describes fields of requests that take several forms, which no annotation says. */
@Component
@InRole(Role.CONTROL)
class RequestSchema implements OpenApiCustomizer {
  @Override
  public void customise(OpenAPI api) {
    var schema = api.getComponents().getSchemas().get("EvaluationRequest");
    if (schema == null) {
      return;
    }
    schema.addProperty(
        "dataset",
        text("Path of a JSONL file with question and answer, or gsm8k (its test split)"));
    schema.addProperty(
        "exemplars",
        either(
            "The file whose first problems are the shots; default gsm8k-train where the dataset is"
                + " gsm8k, else train.jsonl beside the dataset",
            text("A path, or gsm8k-train"),
            new ObjectSchema()
                .addProperty("file", text("A path, or gsm8k-train"))
                .addProperty("first", new IntegerSchema())));
    schema.addProperty(
        "problems",
        either(
            "Which problems are asked, in a seeded order; default all",
            new IntegerSchema().description("The first so many of the seeded order"),
            new ArraySchema().items(new IntegerSchema()).description("Rows, from 0")));
  }

  private static Schema<?> text(String description) {
    return new StringSchema().description(description);
  }

  private static Schema<?> either(String description, Schema<?> one, Schema<?> other) {
    return new Schema<Object>().addOneOfItem(one).addOneOfItem(other).description(description);
  }
}
