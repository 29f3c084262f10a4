package dev.foresight.sampler.control;

import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
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
class EvaluationsEndpoint {
  private final Evaluations evaluations;

  EvaluationsEndpoint(Evaluations evaluations) {
    this.evaluations = evaluations;
  }

  /** Evaluates a checkpoint: 202 if that was started, 200 if it runs or is complete already. */
  @PostMapping
  ResponseEntity<EvaluationResource> submit(@RequestBody NewEvaluation request)
      throws InterruptedException {
    var submission = evaluations.submit(request.requireValid());
    return ResponseEntity.status(submission.started() ? HttpStatus.ACCEPTED : HttpStatus.OK)
        .location(URI.create(EvaluationResource.PATH + "/" + submission.resource().id()))
        .body(submission.resource());
  }

  /** All evaluations, the latest first. */
  @GetMapping
  List<EvaluationResource> all() {
    return evaluations.all();
  }

  /** One evaluation. */
  @GetMapping("/{id}")
  EvaluationResource one(@PathVariable String id) {
    return evaluations.one(id);
  }

  /** Asks for the end of an evaluation. */
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void cancel(@PathVariable String id) throws InterruptedException {
    evaluations.cancel(id);
  }
}
