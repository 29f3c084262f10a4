package dev.foresight.model;

/**
 * How far a training run has come.
 *
 * @param step optimizer steps taken
 * @param tokensSeen tokens trained on
 * @param cursor the data order's position: see {@link
 *     dev.foresight.model.problems.Packing#cursor()}
 */
public record Progress(long step, long tokensSeen, long cursor) {}
