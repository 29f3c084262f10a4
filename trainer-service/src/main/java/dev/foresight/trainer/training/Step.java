package dev.foresight.trainer.training;

import java.time.Duration;
import java.util.List;

/**
 * One optimizer step that was taken.
 *
 * @param number 1 for the run's first; the steps of all branches count
 * @param tokensSeen tokens that the model was trained on so far, this step's included
 * @param tokens tokens of this step
 * @param losses mean cross-entropy of each head in nats, head 1 first
 * @param gradientNorm before clipping
 * @param took wall time
 */
public record Step(
    long number,
    long tokensSeen,
    int tokens,
    List<Float> losses,
    double learningRate,
    double gradientNorm,
    Duration took) {}
