package dev.foresight.scorer.results;

import java.util.List;

/**
 * An evaluation's cells, in the order of its temperatures.
 *
 * @param experimentId empty where the checkpoint came from elsewhere
 */
record EvaluationResults(
    String evaluationId, String experimentId, String checkpointId, List<CellResult> cells) {}
