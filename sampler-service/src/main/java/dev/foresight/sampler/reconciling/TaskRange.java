package dev.foresight.sampler.reconciling;

/**
 * What one task asks for: a range of sample indices of one problem, at all temperatures.
 *
 * @param problem row of the dataset
 * @param firstIndex first sample index
 * @param count indices, at least 1
 */
public record TaskRange(String evaluationId, int problem, int firstIndex, int count) {}
