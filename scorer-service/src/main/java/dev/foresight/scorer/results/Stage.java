package dev.foresight.scorer.results;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.foresight.proto.EvaluationState;
import dev.foresight.proto.RunState;

/** How far a cell or a training run is. */
enum Stage {
  @JsonProperty("waiting")
  WAITING,
  @JsonProperty("training")
  TRAINING,
  @JsonProperty("trained")
  TRAINED,
  @JsonProperty("sampling")
  SAMPLING,
  @JsonProperty("complete")
  COMPLETE,
  @JsonProperty("cancelled")
  CANCELLED,
  @JsonProperty("failed")
  FAILED;

  static Stage of(RunState state) {
    return switch (state) {
      case RUN_STATE_RUNNING -> TRAINING;
      case RUN_STATE_SUCCEEDED -> TRAINED;
      case RUN_STATE_CANCELLED -> CANCELLED;
      case RUN_STATE_FAILED -> FAILED;
      case RUN_STATE_QUEUED, RUN_STATE_UNSPECIFIED, UNRECOGNIZED -> WAITING;
    };
  }

  static Stage of(EvaluationState state, boolean complete) {
    if (complete) {
      return COMPLETE;
    }
    return switch (state) {
      case EVALUATION_STATE_CANCELLED -> CANCELLED;
      case EVALUATION_STATE_FAILED -> FAILED;
      default -> SAMPLING;
    };
  }
}
