package dev.foresight.trainer.experiments;

import dev.foresight.proto.Experiment;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingRun;
import dev.foresight.trainer.requests.Job;
import dev.foresight.trainer.views.Views;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** All jobs: those that experiments name now, and earlier attempts that have a run. */
@Component
class Jobs {
  private final Views views;

  Jobs(Views views) {
    this.views = views;
  }

  /** The jobs of {@code experiment}, each at its latest attempt. */
  List<JobView> of(Experiment experiment) {
    return Job.of(experiment).stream().map(this::view).toList();
  }

  List<JobView> all() {
    Map<String, Job> jobs = new LinkedHashMap<>();
    views.experiments().stream()
        .flatMap(experiment -> Job.of(experiment).stream())
        .forEach(job -> jobs.put(job.id(), job));
    views.runs().forEach(run -> jobs.putIfAbsent(run.getJobId(), job(run)));
    return jobs.values().stream().map(this::view).toList();
  }

  Optional<JobView> find(String id) {
    Stream<Job> ran = views.run(id).map(Jobs::job).stream();
    Stream<Job> named =
        views.experiments().stream()
            .filter(experiment -> experiment.getJobIdsList().contains(id))
            .flatMap(experiment -> Job.of(experiment).stream())
            .filter(job -> job.id().equals(id));
    return Stream.concat(ran, named).findFirst().map(this::view);
  }

  JobView view(Job job) {
    return new JobView(job, views.run(job.id()), views.cancelRequested(job.id()));
  }

  private static Job job(TrainingRun run) {
    TrainingJob job = run.getJob();
    return new Job(run.getJobId(), job.getSpec(), job.getAttempt());
  }
}
