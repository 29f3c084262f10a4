package dev.foresight.trainer.experiments;

import dev.foresight.trainer.experiments.Submissions.Submission;
import dev.foresight.trainer.requests.Admission;
import dev.foresight.trainer.requests.Cost;
import dev.foresight.trainer.requests.TrainingJobRequest;
import java.io.IOException;
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

/** Training jobs over HTTP. */
@RestController
@RequestMapping(JobResource.PATH)
class TrainingJobsEndpoint {
  private final Admission admission;
  private final Submissions submissions;
  private final Resources resources;

  TrainingJobsEndpoint(Admission admission, Submissions submissions, Resources resources) {
    this.admission = admission;
    this.submissions = submissions;
    this.resources = resources;
  }

  /** Queues one job: 202 if it was queued, 200 if it was known. */
  @PostMapping
  ResponseEntity<JobResource> submit(@RequestBody TrainingJobRequest request)
      throws IOException, InterruptedException {
    Submission submission = submissions.submit(admission.admit(request));
    JobResource job = resources.of(submission.experiment()).jobs().getFirst();
    return ResponseEntity.status(submission.status())
        .location(URI.create(JobResource.path(job.id())))
        .body(job);
  }

  /** What a job would cost; nothing is allocated or queued. Data and evaluation may be missing. */
  @PostMapping(params = "dryRun=true")
  Cost cost(@RequestBody TrainingJobRequest request) throws IOException {
    return admission.cost(request.toExperiment());
  }

  /** All jobs, earlier attempts included. */
  @GetMapping
  List<JobResource> all() {
    return resources.jobs();
  }

  /** One job. */
  @GetMapping("/{id}")
  JobResource one(@PathVariable String id) {
    return resources.job(id).orElseThrow(() -> new UnknownException("training job", id));
  }

  /** Asks for the end of a job: a running one stops at its next step, a queued one is skipped. */
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobResource cancel(@PathVariable String id) throws InterruptedException {
    submissions.cancel(id);
    return one(id);
  }
}
