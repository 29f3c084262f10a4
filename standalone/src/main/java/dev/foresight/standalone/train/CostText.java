package dev.foresight.standalone.train;

import dev.foresight.trainer.requests.Cost;
import dev.foresight.trainer.requests.ModelFigures;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run takes, as a table for people. */
final class CostText {
  private CostText() {}

  static String of(Cost cost) {
    String models = cost.models().stream().map(CostText::model).collect(Collectors.joining("\n"));
    String verdict = cost.fits() ? "It fits this machine." : String.join("\n", cost.advice());
    return """
        %s
        memory there is      %s
        training             %,d tokens, %s floating-point operations
        disk                 %s, and the tokenized corpus
        %s"""
        .formatted(
            models,
            Cost.bytes(cost.availableMemory()),
            cost.tokens(),
            String.format(Locale.ROOT, "%.2e", cost.flops()),
            Cost.bytes(cost.diskBytes()),
            verdict);
  }

  private static String model(ModelFigures model) {
    String parts =
        model.memory().entrySet().stream().map(CostText::part).collect(Collectors.joining("\n"));
    return """
        parameters           %,d, %d prediction heads
        per token            %.3f GFLOP
        memory               %s
        %s"""
        .formatted(
            model.parameters(),
            model.predictTokens(),
            model.flopsPerToken() / 1e9,
            Cost.bytes(model.memoryInAll()),
            parts);
  }

  private static String part(Map.Entry<String, Long> part) {
    return "  %-18s %s".formatted(part.getKey(), Cost.bytes(part.getValue()));
  }
}
