package dev.foresight.model;

/**
 * How far a training run has come.
 *
 * @param step optimizer steps taken
 * @param tokensSeen tokens trained on
 * @param cursor the data order's position: sequences handed out so far
 */
public record Progress(long step, long tokensSeen, long cursor) {}
