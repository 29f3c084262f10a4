package dev.foresight.trainer.training;

import java.nio.file.Path;
import java.util.SortedMap;

/**
 * The end of a run.
 *
 * @param folder the checkpoint
 * @param sha256 lower-case hexadecimal SHA-256 of each file but the manifest, by name
 * @param tokensSeen tokens trained on
 */
public record TrainedModel(Path folder, SortedMap<String, String> sha256, long tokensSeen) {}
