package dev.foresight.sampler.control;

import static java.util.stream.Collectors.toMap;

import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationState;
import dev.foresight.proto.SamplingTask;
import dev.foresight.proto.Topics;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.broker.Announcer;
import dev.foresight.sampler.reconciling.Reconciler;
import dev.foresight.sampler.reconciling.TaskRange;
import dev.foresight.sampler.views.Views;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Hands out what is missing, again and again, until every evaluation has all of its samples. */
@Component
@InRole(Role.CONTROL)
class Reconciliation {
  private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

  private final Views views;
  private final Ledger ledger;
  private final Prompts prompts;
  private final Standing standing;
  private final Announcer announcer;
  private final ControlProperties properties;
  private final Clock clock;
  private final Reconciler reconciler;
  private final Queue queue;

  Reconciliation(
      Views views,
      Ledger ledger,
      Backlog backlog,
      Prompts prompts,
      Standing standing,
      Announcer announcer,
      ControlProperties properties,
      Clock clock,
      PrometheusRegistry registry) {
    this.views = views;
    this.ledger = ledger;
    this.prompts = prompts;
    this.standing = standing;
    this.announcer = announcer;
    this.properties = properties;
    this.clock = clock;
    this.reconciler = new Reconciler(properties.taskSamples(), properties.patience());
    this.queue = new Queue(backlog, registry);
  }

  /** One comparison of what is wanted with what was counted. */
  @Scheduled(fixedDelayString = "${foresight.sampler.control.period}")
  void reconcile() throws InterruptedException {
    try {
      var active = completed(active());
      standing.note(active);
      handOut(active);
    } catch (KafkaException e) {
      log.warn("not reconciled, trying again: {}", e.toString());
    }
  }

  /** The active evaluations, the oldest first. */
  private List<Progress> active() {
    return views.evaluations().stream()
        .filter(e -> e.getState() == EvaluationState.EVALUATION_STATE_ACTIVE)
        .sorted(
            Comparator.comparingLong(Evaluation::getSubmittedAtMillis)
                .thenComparing(Evaluation::getEvaluationId))
        .map(e -> new Progress(e, views.cells(e)))
        .toList();
  }

  /** Ends what is complete; returns the rest. */
  private List<Progress> completed(List<Progress> active) throws InterruptedException {
    var rest = new ArrayList<Progress>();
    for (var progress : active) {
      if (progress.isComplete()) {
        ledger.complete(progress.evaluation().getEvaluationId());
      } else {
        rest.add(progress);
      }
    }
    return rest;
  }

  private void handOut(List<Progress> active) throws InterruptedException {
    var now = queue.observe();
    long target =
        Math.max(
            properties.outstandingAtLeast(),
            (long) properties.outstandingPerWorker() * now.workers());
    var demands = active.stream().map(Progress::demand).toList();
    send(active, reconciler.next(demands, now.tasks(), target, clock.instant()));
  }

  private void send(List<Progress> active, List<TaskRange> ranges) throws InterruptedException {
    var evaluations =
        active.stream()
            .map(Progress::evaluation)
            .collect(toMap(Evaluation::getEvaluationId, e -> e));
    var tasks = new ArrayList<SamplingTask>();
    for (var range : ranges) {
      var evaluation = Objects.requireNonNull(evaluations.get(range.evaluationId()));
      try {
        var of = prompts.of(evaluation.getSpec(), evaluation.getDatasetLocation());
        tasks.add(Tasks.task(evaluation, range, of));
      } catch (IOException e) {
        ledger.fail(range.evaluationId(), String.valueOf(e.getMessage()));
      }
    }
    announcer.sendAll(
        Topics.SAMPLING_TASKS,
        tasks,
        SamplingTask::getTaskId,
        task -> Objects.requireNonNull(evaluations.get(task.getEvaluationId())).getTraceparent());
  }
}
