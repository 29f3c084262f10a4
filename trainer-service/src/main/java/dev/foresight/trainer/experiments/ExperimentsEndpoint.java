package dev.foresight.trainer.experiments;

import dev.foresight.trainer.experiments.Submissions.Submission;
import dev.foresight.trainer.requests.Admission;
import dev.foresight.trainer.requests.Cost;
import dev.foresight.trainer.requests.ExperimentRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Experiments over HTTP. */
@RestController
@RequestMapping(ExperimentResource.PATH)
class ExperimentsEndpoint {
  private final Admission admission;
  private final Submissions submissions;
  private final Resources resources;

  ExperimentsEndpoint(Admission admission, Submissions submissions, Resources resources) {
    this.admission = admission;
    this.submissions = submissions;
    this.resources = resources;
  }

  /** Queues an experiment: 202 if jobs were queued, 200 if all of it was known. */
  @PostMapping
  ResponseEntity<ExperimentResource> submit(@RequestBody ExperimentRequest request)
      throws IOException, InterruptedException {
    Submission submission = submissions.submit(admission.admit(request));
    return ResponseEntity.status(submission.status())
        .location(URI.create(ExperimentResource.path(submission.experiment().getExperimentId())))
        .body(resources.of(submission.experiment()));
  }

  /**
   * What an experiment would cost; nothing is allocated or queued. Data and evaluation may be
   * missing.
   */
  @PostMapping(params = "dryRun=true")
  Cost cost(@RequestBody ExperimentRequest request) throws IOException {
    return admission.cost(request);
  }

  /** All experiments, the latest first. */
  @GetMapping
  List<ExperimentResource> all() {
    return resources.experiments();
  }

  /** One experiment. */
  @GetMapping("/{id}")
  ExperimentResource one(@PathVariable String id) {
    return resources.experiment(id).orElseThrow(() -> new UnknownException("experiment", id));
  }
}
