package dev.foresight.scorer.rescoring;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/results/evaluations/{id}/rescore")
@Tag(name = "samples", description = "What was asked and answered, sample by sample")
class RescoreController {
  private final Rescoring rescoring;

  RescoreController(Rescoring rescoring) {
    this.rescoring = rescoring;
  }

  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Show an evaluation under other grading policies, without sampling again",
      description =
          "The first becomes the primary one in all results. Texts are graded again only under"
              + " policies that were not known when they came. The same request again changes"
              + " nothing. Samples that come later are graded under every policy as they come.")
  @ApiResponse(responseCode = "202", description = "It is shown so from now on")
  @ApiResponse(
      responseCode = "400",
      description = "A policy is not known; the known ones are named",
      content = @Content)
  @ApiResponse(responseCode = "404", description = "No such evaluation", content = @Content)
  Rescored rescore(
      @Parameter(description = "Id of an evaluation", example = "9f2c") @PathVariable String id,
      @RequestBody RescoreRequest request)
      throws InterruptedException {
    return rescoring.ask(id, request.valid());
  }
}
