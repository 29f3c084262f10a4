package dev.foresight.scorer.results;

import dev.foresight.proto.Evaluation;
import dev.foresight.proto.PassAtK;
import dev.foresight.scorer.cell.Cell;
import dev.foresight.scorer.cell.CompleteProblems;
import dev.foresight.scorer.statistics.ProblemValues;
import java.util.Optional;

/** A cell with samples and the evaluation that it is of. */
record ScoredCell(Evaluation evaluation, PassAtK record) {

  String temperature() {
    return record.getTemperature();
  }

  /** As in the topic pass-at-k. */
  String key() {
    return Cell.key(evaluation.getEvaluationId(), temperature());
  }

  CompleteProblems problems() {
    return CompleteProblems.of(evaluation.getSpec(), record);
  }

  /** pass@k by problem; nothing until the first problem of the order is complete. */
  Optional<ProblemValues> passAtK(String policy, int k) {
    return problems().passAtK(policy, k);
  }

  long seed() {
    return evaluation.getCheckpoint().getSeed();
  }
}
