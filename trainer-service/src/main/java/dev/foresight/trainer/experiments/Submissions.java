package dev.foresight.trainer.experiments;

import dev.foresight.proto.Cancel;
import dev.foresight.proto.Command;
import dev.foresight.proto.Experiment;
import dev.foresight.proto.Ids;
import dev.foresight.proto.Subject;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.trainer.broker.Announcer;
import dev.foresight.trainer.requests.Admitted;
import dev.foresight.trainer.requests.Job;
import dev.foresight.trainer.views.Views;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Queues experiments and cancels jobs.
 *
 * <p>An experiment's record is written after all its jobs, so an experiment that is known is queued
 * whole; if the trainer dies in between, the same request again queues the same jobs again, and a
 * job that ended is not repeated.
 */
@Component
class Submissions {
  private static final Logger log = LoggerFactory.getLogger(Submissions.class);

  private final Views views;
  private final Jobs jobs;
  private final Announcer announcer;
  private final Tracing tracing;
  private final Clock clock;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  Submissions(Views views, Jobs jobs, Announcer announcer, Tracing tracing, Clock clock) {
    this.views = views;
    this.jobs = jobs;
    this.announcer = announcer;
    this.tracing = tracing;
    this.clock = clock;
  }

  /**
   * An experiment that is queued.
   *
   * @param queued how many of its jobs this request queued
   */
  record Submission(Experiment experiment, int queued) {
    /** 202 if there is something to wait for that was not there before, else 200. */
    HttpStatus status() {
      return queued > 0 ? HttpStatus.ACCEPTED : HttpStatus.OK;
    }
  }

  /**
   * Queues what is not queued yet, and once more what ended in vain. Returns when the broker has
   * all records.
   *
   * @throws dev.foresight.trainer.broker.NotWrittenException if it does not take them; the same
   *     request can be made again
   */
  Submission submit(Admitted admitted) throws InterruptedException {
    oneAtATime.lockInterruptibly();
    try {
      String id = Ids.of(admitted.spec());
      Optional<Experiment> known = views.experiment(id);
      List<Job> before = known.map(Job::of).orElse(List.of());
      List<Job> now =
          known.isPresent() ? before.stream().map(this::retried).toList() : first(id, admitted);
      List<Job> queued = now.stream().filter(job -> !before.contains(job)).toList();
      if (known.isPresent() && queued.isEmpty()) {
        return new Submission(known.get(), 0);
      }
      long since = known.map(Experiment::getSubmittedAtMillis).orElseGet(clock::millis);
      var experiment =
          Experiment.newBuilder()
              .setExperimentId(id)
              .setSpec(admitted.spec())
              .addAllJobIds(now.stream().map(Job::id).toList())
              .setSubmittedAtMillis(since)
              .build();
      queue(admitted, queued, experiment);
      return new Submission(experiment, queued.size());
    } finally {
      oneAtATime.unlock();
    }
  }

  /**
   * Asks for the end of a job.
   *
   * @throws UnknownException if there is no such job
   * @throws EndedException if it succeeded or failed
   * @throws dev.foresight.trainer.broker.NotWrittenException if the broker does not take the
   *     request
   */
  void cancel(String id) throws InterruptedException {
    JobView job = jobs.find(id).orElseThrow(() -> new UnknownException("training job", id));
    if (job.cancelRequested()) {
      return;
    }
    if (job.ended()) {
      throw new EndedException(job);
    }
    var command =
        Command.newBuilder()
            .setCancel(Cancel.newBuilder().setJobId(id))
            .setIssuedAtMillis(clock.millis());
    Announcer.awaitWritten(List.of(announcer.send(Topics.COMMANDS, id, command.build())));
    Views.awaitVisible(() -> views.cancelRequested(id));
  }

  private static List<Job> first(String experimentId, Admitted admitted) {
    return Job.specs(experimentId, admitted.spec()).stream().map(spec -> Job.of(spec, 0)).toList();
  }

  private Job retried(Job job) {
    return jobs.view(job).inVain() ? job.again() : job;
  }

  private void queue(Admitted admitted, List<Job> queued, Experiment experiment)
      throws InterruptedException {
    String id = experiment.getExperimentId();
    tracing.send(
        Topics.TRAINING_JOBS,
        queued.size(),
        experiment,
        () -> Announcer.awaitWritten(queued.stream().map(job -> send(job, admitted)).toList()));
    Announcer.awaitWritten(List.of(announcer.send(Topics.EXPERIMENTS, id, experiment)));
    Subject.of(experiment)
        .inLogs(() -> log.info("experiment {}: {} jobs queued", id, queued.size()));
    Views.awaitVisible(() -> views.experiment(id).filter(experiment::equals).isPresent());
  }

  private CompletableFuture<?> send(Job job, Admitted admitted) {
    return announcer.send(Topics.TRAINING_JOBS, job.id(), admitted.queued(job));
  }
}
