package dev.foresight.trainer.jobs;

import dev.foresight.model.problems.ContextTooShortException;
import dev.foresight.model.problems.Problem;
import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.PromptText;
import dev.foresight.proto.TrainingJob;
import java.util.Collection;

/**
 * Whether a model's context holds the prompts of its evaluation. A request is refused for it at
 * once, unless its tokenizer is still to be trained on a large corpus.
 */
final class PromptsFit {
  private PromptsFit() {}

  /**
   * Checks the longest prompt.
   *
   * @param evaluated the problems that will be asked; none if nothing is evaluated
   * @throws IllegalArgumentException with the figures
   */
  static void require(TrainingJob job, Collection<Problem> evaluated, Tokenizer tokenizer) {
    EvaluationSpec spec = job.getEvaluation().getSpec();
    int longest =
        evaluated.stream()
            .mapToInt(problem -> tokenizer.prompt(PromptText.of(spec, problem.question())).length)
            .max()
            .orElse(0);
    int context = job.getSpec().getShape().getContextLength();
    if ((long) longest + spec.getMaxNewTokens() > context) {
      throw new IllegalArgumentException(
          new ContextTooShortException(longest, spec.getMaxNewTokens(), context));
    }
  }
}
