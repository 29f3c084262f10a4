package dev.foresight.sampler.control;

import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationState;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.broker.Announcer;
import dev.foresight.sampler.views.Views;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The states of evaluations; the only writer of {@link Topics#EVALUATIONS}. One change at a time,
 * and each returns once the view shows it, so that the next one builds on it.
 */
@Component
@InRole(Role.CONTROL)
class Ledger {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);

  private final Views views;
  private final Announcer announcer;
  private final Tracing tracing;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  Ledger(Views views, Announcer announcer, Tracing tracing) {
    this.views = views;
    this.announcer = announcer;
    this.tracing = tracing;
  }

  /** Enters {@code evaluation} unless it is known. */
  void enter(Evaluation evaluation) throws InterruptedException {
    change(evaluation.getEvaluationId(), known -> known.isEmpty() ? evaluation : known.get());
  }

  /**
   * Makes {@code evaluation} active unless it is, or is complete: one that failed or was cancelled
   * goes on from what was counted.
   *
   * @return whether anything changed
   */
  boolean activate(Evaluation evaluation) throws InterruptedException {
    return change(
        evaluation.getEvaluationId(),
        known -> known.filter(Ledger::isActiveOrComplete).orElse(evaluation));
  }

  /** Ends an active evaluation as cancelled, unless it was submitted after that was asked for. */
  void cancel(String id, long issuedAtMillis) throws InterruptedException {
    end(id, EvaluationState.EVALUATION_STATE_CANCELLED, "", submittedBy(issuedAtMillis));
  }

  /** Ends an active evaluation as failed, for {@code reason}. */
  void fail(String id, String reason) throws InterruptedException {
    end(id, EvaluationState.EVALUATION_STATE_FAILED, reason);
  }

  /**
   * Ends an active evaluation as failed, for {@code reason}, unless it was submitted after that was
   * found out: what a person sent on its way again does not fail for its former try.
   */
  void fail(String id, String reason, long foundOutAtMillis) throws InterruptedException {
    end(id, EvaluationState.EVALUATION_STATE_FAILED, reason, submittedBy(foundOutAtMillis));
  }

  /** Ends an active evaluation of which everything is counted. */
  void complete(String id) throws InterruptedException {
    end(id, EvaluationState.EVALUATION_STATE_COMPLETE, "");
  }

  private void end(String id, EvaluationState state, String reason) throws InterruptedException {
    end(id, state, reason, known -> true);
  }

  private void end(String id, EvaluationState state, String reason, Predicate<Evaluation> condition)
      throws InterruptedException {
    change(
        id,
        known ->
            known
                .filter(e -> e.getState() == EvaluationState.EVALUATION_STATE_ACTIVE)
                .filter(condition)
                .map(e -> e.toBuilder().setState(state).setReason(reason).build())
                .or(() -> known)
                .orElse(null));
  }

  private static Predicate<Evaluation> submittedBy(long millis) {
    return known -> known.getSubmittedAtMillis() <= millis;
  }

  private static boolean isActiveOrComplete(Evaluation evaluation) {
    return evaluation.getState() == EvaluationState.EVALUATION_STATE_ACTIVE
        || evaluation.getState() == EvaluationState.EVALUATION_STATE_COMPLETE;
  }

  private interface Change {
    @Nullable Evaluation from(Optional<Evaluation> known);
  }

  private boolean change(String id, Change change) throws InterruptedException {
    oneAtATime.lockInterruptibly();
    try {
      var known = views.evaluation(id);
      var next = change.from(known);
      if (next == null || known.filter(next::equals).isPresent()) {
        return false;
      }
      tracing.send(Topics.EVALUATIONS, next, next.getTraceparent(), () -> write(id, next));
      return true;
    } finally {
      oneAtATime.unlock();
    }
  }

  private void write(String id, Evaluation next) throws InterruptedException {
    announcer.send(Topics.EVALUATIONS, id, next);
    awaitVisible(next);
    log.info("evaluation {}: {} {}", id, next.getState(), next.getReason());
  }

  private void awaitVisible(Evaluation written) throws InterruptedException {
    long end = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (!views.evaluation(written.getEvaluationId()).filter(written::equals).isPresent()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "evaluation " + written.getEvaluationId() + " was written but did not come back");
      }
      Thread.sleep(5);
    }
  }
}
