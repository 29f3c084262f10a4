package dev.foresight.scorer.figure;

import java.util.List;

/**
 * One number of predicted tokens, over temperatures.
 *
 * @param style which colour and marker; the same in every panel
 * @param points by rising temperature
 */
public record Line(String label, int style, List<Point> points) {}
