package dev.foresight.sampler.control;

import dev.foresight.proto.Cancel;
import dev.foresight.proto.Command;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.Topics;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.broker.Announcer;
import dev.foresight.sampler.views.Views;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** Evaluations as people ask for them. */
@Component
@InRole(Role.CONTROL)
class Evaluations {
  private final Views views;
  private final Checkpoints checkpoints;
  private final Specifications specifications;
  private final Admission admission;
  private final Ledger ledger;
  private final Standing standing;
  private final Announcer announcer;
  private final Clock clock;

  Evaluations(
      Views views,
      Checkpoints checkpoints,
      Specifications specifications,
      Admission admission,
      Ledger ledger,
      Standing standing,
      Announcer announcer,
      Clock clock) {
    this.views = views;
    this.checkpoints = checkpoints;
    this.specifications = specifications;
    this.admission = admission;
    this.ledger = ledger;
    this.standing = standing;
    this.announcer = announcer;
    this.clock = clock;
  }

  /**
   * An evaluation that was asked for.
   *
   * @param started whether this request made it active
   */
  record Submission(EvaluationResource resource, boolean started) {}

  /**
   * Starts an evaluation, or goes on with one that failed or was cancelled.
   *
   * @throws dev.foresight.model.problems.InvalidFieldsException listing what is wrong with fields,
   *     files or the checkpoint
   * @throws UnknownException if there is no such checkpoint
   * @throws CannotRunException if it could never be completed
   */
  Submission submit(NewEvaluation request) throws InterruptedException {
    request.requireValid();
    var checkpoint = checkpoints.of(request);
    var evaluation = admission.admit(checkpoint, specifications.plan(request.asked()));
    boolean started = ledger.activate(evaluation);
    return new Submission(one(evaluation.getEvaluationId()), started);
  }

  /** All evaluations, the latest first. */
  List<EvaluationResource> all() {
    return views.evaluations().stream()
        .sorted(Comparator.comparingLong(Evaluation::getSubmittedAtMillis).reversed())
        .map(this::resource)
        .toList();
  }

  /**
   * One evaluation.
   *
   * @throws UnknownException if there is none
   */
  EvaluationResource one(String id) {
    return resource(find(id));
  }

  /**
   * Asks for the end of an evaluation; what was counted stays.
   *
   * @throws UnknownException if there is none
   */
  void cancel(String id) throws InterruptedException {
    find(id);
    var command =
        Command.newBuilder()
            .setCancel(Cancel.newBuilder().setEvaluationId(id))
            .setIssuedAtMillis(clock.millis());
    announcer.send(Topics.COMMANDS, id, command.build());
  }

  private Evaluation find(String id) {
    return views.evaluation(id).orElseThrow(() -> new UnknownException("evaluation", id));
  }

  private EvaluationResource resource(Evaluation evaluation) {
    var progress = new Progress(evaluation, views.cells(evaluation));
    return EvaluationResource.of(progress, standing.timeLeft(progress));
  }
}
