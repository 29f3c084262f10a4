package dev.foresight.scorer.figure;

import java.util.List;

/**
 * One token budget at one k.
 *
 * @param title such as "1.2M tokens"
 * @param valueLabel such as "pass@10"
 */
public record Panel(String title, String valueLabel, List<Line> lines) {
  boolean isEmpty() {
    return lines.stream().allMatch(line -> line.points().isEmpty());
  }
}
