package dev.foresight.trainer.training;

import java.nio.file.Path;
import java.util.SortedMap;

/**
 * A stored model to be announced.
 *
 * @param folder the checkpoint
 * @param sha256 lower-case hexadecimal SHA-256 of each file but the manifest, by name
 * @param tokensSeen tokens it was trained on
 * @param budget the token budget that it was trained for; the run's largest, if intermediate
 * @param intermediate whether its learning rate had not decayed
 */
public record TrainedModel(
    Path folder,
    SortedMap<String, String> sha256,
    long tokensSeen,
    long budget,
    boolean intermediate) {

  TrainedModel(
      Path folder, SortedMap<String, String> sha256, long tokensSeen, Milestone milestone) {
    this(folder, sha256, tokensSeen, milestone.budget(), milestone.intermediate());
  }
}
