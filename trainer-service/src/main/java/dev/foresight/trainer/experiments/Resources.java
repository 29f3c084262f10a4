package dev.foresight.trainer.experiments;

import dev.foresight.proto.Experiment;
import dev.foresight.proto.TrainingRun;
import dev.foresight.trainer.views.Views;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What REST shows, from the views. */
@Component
class Resources {
  private final Views views;
  private final Jobs jobs;

  Resources(Views views, Jobs jobs) {
    this.views = views;
    this.jobs = jobs;
  }

  ExperimentResource of(Experiment experiment) {
    return ExperimentResource.of(experiment, jobs.of(experiment).stream().map(this::of).toList());
  }

  JobResource of(JobView job) {
    return JobResource.of(
        job,
        job.run()
            .map(Resources::announced)
            .orElse(Stream.of())
            .distinct()
            .map(views::checkpoint)
            .flatMap(Optional::stream)
            .toList());
  }

  private static Stream<String> announced(TrainingRun run) {
    return Stream.concat(run.getCheckpointIdsList().stream(), Stream.of(run.getCheckpointId()));
  }

  Optional<ExperimentResource> experiment(String id) {
    return views.experiment(id).map(this::of);
  }

  /** All experiments, the latest first. */
  List<ExperimentResource> experiments() {
    return views.experiments().stream()
        .sorted(Comparator.comparingLong(Experiment::getSubmittedAtMillis).reversed())
        .map(this::of)
        .toList();
  }

  Optional<JobResource> job(String id) {
    return jobs.find(id).map(this::of);
  }

  List<JobResource> jobs() {
    return jobs.all().stream().map(this::of).toList();
  }
}
