package dev.foresight.sampler.control;

import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Evaluations over HTTP. */
@RestController
@RequestMapping(EvaluationResource.PATH)
@InRole(Role.CONTROL)
@Tag(name = "evaluations", description = "Samples of checkpoints, drawn until every one is counted")
class EvaluationsEndpoint {
  private static final String BY_ID =
      """
      {"checkpointId": "5f1c...",
       "evaluation": {"dataset": "gsm8k", "problems": 100, "temperatures": ["0.2", "0.8"]}}""";
  private static final String BY_LOCATION =
      """
      {"checkpoint": {"location": "/models/llama-3.2-1b", "name": "Llama 3.2 1B"},
       "evaluation": {"dataset": "/data/test.jsonl", "exemplars": {"file": "/data/train.jsonl", "first": 8},
                      "problems": [0, 17, 312], "temperatures": ["0.8"], "topP": "0.95",
                      "samplesPerProblem": 200, "k": [1, 10, 100], "maxNewTokens": 256,
                      "precision": "bfloat16"}}""";
  private static final String IN_S3 =
      """
      {"checkpoint": {"location": "s3://models/llama-7b-mtp-4"}, "evaluation": {"dataset": "gsm8k"}}""";

  private final Evaluations evaluations;

  EvaluationsEndpoint(Evaluations evaluations) {
    this.evaluations = evaluations;
  }

  /** Evaluates a checkpoint: 202 if that was started, 200 if it runs or is complete already. */
  @Operation(
      summary = "Evaluate a checkpoint",
      description =
          """
          A published one by its id, or any Llama-architecture model in Hugging Face's format by where it
          lies. Everything is checked before anything runs. The same request again is the same
          evaluation; one that failed or was cancelled goes on from what was counted.""",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content =
                  @Content(
                      examples = {
                        @ExampleObject(name = "a published checkpoint, GSM8K", value = BY_ID),
                        @ExampleObject(name = "a folder, every choice", value = BY_LOCATION),
                        @ExampleObject(name = "an object store", value = IN_S3)
                      })))
  @ApiResponse(responseCode = "200", description = "It runs or is complete already")
  @ApiResponse(responseCode = "202", description = "It was started, or goes on")
  @ApiResponse(
      responseCode = "400",
      description = "A field, file or model is wrong; each is named",
      content = @Content)
  @ApiResponse(responseCode = "404", description = "No such checkpoint", content = @Content)
  @ApiResponse(
      responseCode = "422",
      description = "It could never be completed: the context does not hold prompt and answer",
      content = @Content)
  @PostMapping
  ResponseEntity<EvaluationResource> submit(@RequestBody NewEvaluation request)
      throws InterruptedException {
    var submission = evaluations.submit(request);
    return ResponseEntity.status(submission.started() ? HttpStatus.ACCEPTED : HttpStatus.OK)
        .location(URI.create(EvaluationResource.PATH + "/" + submission.resource().id()))
        .body(submission.resource());
  }

  /** All evaluations, the latest first. */
  @Operation(summary = "All evaluations, the latest first")
  @GetMapping
  List<EvaluationResource> all() {
    return evaluations.all();
  }

  /** One evaluation. */
  @Operation(
      summary = "One evaluation",
      description = "With samples counted, and seconds left by the speed over the last minutes")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "404", description = "No such evaluation", content = @Content)
  @GetMapping("/{id}")
  EvaluationResource one(@PathVariable String id) {
    return evaluations.one(id);
  }

  /** Asks for the end of an evaluation. */
  @Operation(
      summary = "Cancel an evaluation",
      description = "What was counted stays; posting it again goes on from there")
  @ApiResponse(responseCode = "202", description = "It ends as soon as the command is read")
  @ApiResponse(responseCode = "404", description = "No such evaluation", content = @Content)
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void cancel(@PathVariable String id) throws InterruptedException {
    evaluations.cancel(id);
  }
}
