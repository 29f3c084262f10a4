package dev.foresight.scorer.results;

import dev.foresight.scorer.figure.FigureImage;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@RestController
@RequestMapping("/api/v1/results")
@Tag(name = "results", description = "pass@k of experiments and evaluations, while it grows")
class ResultsController {
  private final Results results;
  private final LiveResults live;

  ResultsController(Results results, LiveResults live) {
    this.results = results;
    this.live = live;
  }

  @GetMapping("/experiments")
  @Operation(summary = "All experiments, the latest first")
  List<ExperimentSummary> experiments() {
    return results.experiments();
  }

  @GetMapping("/evaluations")
  @Operation(summary = "All evaluations, the latest first, with and without an experiment")
  List<EvaluationSummary> evaluations() {
    return results.evaluations();
  }

  @GetMapping("/experiments/{id}")
  @Operation(summary = "Every cell of an experiment, with progress and estimates")
  ExperimentResults experiment(
      @Parameter(description = "Id of an experiment", example = "9f2c") @PathVariable String id) {
    return results.experiment(id);
  }

  @GetMapping(path = "/experiments/{id}/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(summary = "The same as server-sent events: at once, and whenever something changed")
  SseEmitter stream(
      @Parameter(description = "Id of an experiment", example = "9f2c") @PathVariable String id) {
    return live.follow(id);
  }

  @GetMapping(path = "/experiments/{id}/figure.svg", produces = "image/svg+xml")
  @Operation(summary = "pass@k against temperature, as a drawing")
  ResponseEntity<String> svg(
      @Parameter(description = "Id of an experiment", example = "9f2c") @PathVariable String id) {
    return fresh().body(image(id).svg());
  }

  @GetMapping(path = "/experiments/{id}/figure.png", produces = MediaType.IMAGE_PNG_VALUE)
  @Operation(summary = "pass@k against temperature, as an image at two pixels a point")
  ResponseEntity<byte[]> png(
      @Parameter(description = "Id of an experiment", example = "9f2c") @PathVariable String id) {
    return fresh().body(image(id).png());
  }

  @GetMapping(path = "/experiments/{id}/results.csv", produces = "text/csv;charset=UTF-8")
  @Operation(summary = "A line for each cell, policy and k")
  ResponseEntity<String> csv(
      @Parameter(description = "Id of an experiment", example = "9f2c") @PathVariable String id) {
    return fresh().body(new ResultsCsv(results.experiment(id)).text());
  }

  @GetMapping("/runs/{id}")
  @Operation(summary = "A training run, its checkpoints and their evaluations")
  RunResult run(
      @Parameter(description = "Id of a training job", example = "c81e") @PathVariable String id) {
    return results.run(id);
  }

  @GetMapping("/checkpoints/{id}")
  @Operation(summary = "A checkpoint that is evaluated, and its evaluations")
  CheckpointResult checkpoint(
      @Parameter(description = "Id of a checkpoint", example = "77ab") @PathVariable String id) {
    return results.checkpoint(id);
  }

  private FigureImage image(String id) {
    return new FigureImage(new FigureOfResults(results.experiment(id)).figure());
  }

  private static ResponseEntity.BodyBuilder fresh() {
    return ResponseEntity.ok().cacheControl(CacheControl.noCache());
  }
}
