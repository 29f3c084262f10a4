package dev.foresight.trainer.experiments;

import dev.foresight.proto.ExperimentSpec;
import java.nio.file.Path;

/**
 * An experiment that can be run.
 *
 * @param corpus where its training problems were found
 * @param dataset where the problems of its evaluation were found
 */
record Admitted(ExperimentSpec spec, Path corpus, Path dataset) {}
