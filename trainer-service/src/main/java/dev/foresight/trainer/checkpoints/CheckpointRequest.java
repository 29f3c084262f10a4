package dev.foresight.trainer.checkpoints;

import static java.util.Objects.requireNonNullElse;

import dev.foresight.model.problems.EvaluationRequest;
import dev.foresight.trainer.requests.Rules;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint that was trained elsewhere.
 *
 * @param location of its folder: a path, relative to the checkpoint store if it is not absolute, or
 *     a {@code file:} URI. The folder holds a Llama model as Hugging Face writes it, or a release
 *     of Meta's multi-token models; required
 * @param name for people, such as {@code llama-7b-mtp-4}; default the folder's name
 * @param tokensSeen tokens that it was trained on, 0 or more; required
 * @param experiment id of the experiment beside which it is shown; null means none
 * @param seed of its training; default 0
 * @param evaluation how it is sampled and scored; null means like the experiment's own checkpoints,
 *     and without an experiment not at all
 */
record CheckpointRequest(
    String location,
    @Nullable String name,
    @Nullable Long tokensSeen,
    @Nullable String experiment,
    Long seed,
    @Nullable EvaluationRequest evaluation) {
  private static final int LONGEST_NAME = 100;

  CheckpointRequest {
    location = requireNonNullElse(location, "");
    seed = requireNonNullElse(seed, 0L);
  }

  /**
   * Checks the rules of the fields.
   *
   * @return this
   * @throws dev.foresight.model.problems.InvalidFieldsException listing every broken one
   */
  CheckpointRequest requireValid() {
    var rules = new Rules();
    rules.require(!location.isBlank(), "location", "must name a folder");
    rules.require(
        name == null || (!name.isBlank() && name.length() <= LONGEST_NAME),
        "name",
        "must not be blank or longer than " + LONGEST_NAME + " characters");
    rules.require(
        tokensSeen != null && tokensSeen >= 0,
        "tokensSeen",
        "must be 0 or more, not " + tokensSeen);
    var asked = evaluation;
    if (asked != null) {
      rules.within("evaluation", asked::requireValid);
    }
    rules.throwIfBroken();
    return this;
  }
}
