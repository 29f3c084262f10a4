package dev.foresight.trainer.requests;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a request costs, computed from its shapes alone.
 *
 * @param jobs training runs
 * @param tokens trained on in all of them
 * @param flops floating-point operations of all of them
 * @param diskBytes of the checkpoints that are announced and the states kept for resuming; the
 *     tokenized corpus comes on top
 * @param availableMemory bytes that a run may take on this trainer
 * @param fits whether each of the models can be trained here
 * @param models by number of prediction heads
 * @param advice what would fit, where a model does not
 */
public record Cost(
    long jobs,
    long tokens,
    double flops,
    long diskBytes,
    long availableMemory,
    boolean fits,
    List<ModelFigures> models,
    List<String> advice) {
  private static final long BYTES_OF_A_WEIGHT = 4;
  private static final long BYTES_OF_A_STATE = 3 * BYTES_OF_A_WEIGHT; // and two moments

  /** The cost of a request whose fields were checked. */
  static Cost of(ExperimentRequest request, Capacity capacity) {
    var models =
        request.predictTokens().stream().map(n -> ModelFigures.of(request, n, capacity)).toList();
    boolean fits = models.stream().allMatch(model -> model.memoryInAll() <= capacity.memory());
    long tokensPerModel = request.seeds().size() * trainedOn(request);
    return new Cost(
        request.jobs(),
        models.size() * tokensPerModel,
        models.stream().mapToDouble(model -> model.flopsPerToken() * tokensPerModel).sum(),
        models.stream().mapToLong(model -> disk(request, model)).sum(),
        capacity.memory(),
        fits,
        models,
        fits ? List.of() : Advice.of(request, largest(models), capacity));
  }

  /** Tokens of all budgets; with wsd, of the longest run and of the decays of the others. */
  private static long trainedOn(ExperimentRequest request) {
    var budgets = request.tokenBudgets().stream().sorted().toList();
    if (!request.optimization().isWsd()) {
      return budgets.stream().mapToLong(budget -> budget).sum();
    }
    double decay = request.optimization().decayShare().doubleValue();
    return budgets.getLast()
        + budgets.subList(0, budgets.size() - 1).stream()
            .mapToLong(budget -> Math.round(budget * decay))
            .sum();
  }

  private static long disk(ExperimentRequest request, ModelFigures model) {
    long announced =
        request.tokenBudgets().stream()
            .mapToLong(budget -> 1 + request.announcedBefore(budget))
            .sum();
    long written = request.states().keep() + 1L; // one more while it replaces another
    return model.parameters()
        * (announced * request.seeds().size() * BYTES_OF_A_WEIGHT + written * BYTES_OF_A_STATE);
  }

  /** The model that takes most. */
  @JsonIgnore
  ModelFigures largest() {
    return largest(models);
  }

  private static ModelFigures largest(List<ModelFigures> models) {
    return models.stream().max(Comparator.comparingLong(ModelFigures::memoryInAll)).orElseThrow();
  }

  /**
   * Refuses what does not fit.
   *
   * @throws DoesNotFitException with these figures
   */
  void requireFits() {
    if (!fits) {
      throw new DoesNotFitException(this);
    }
  }

  /** In a sentence, such as "12.3 GB (weights 4.1 GB, moments 8.2 GB)". */
  static String inWords(ModelFigures model) {
    String parts =
        model.memory().entrySet().stream()
            .filter(part -> part.getValue() > 0)
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(part -> part.getKey() + " " + bytes(part.getValue()))
            .collect(Collectors.joining(", "));
    return bytes(model.memoryInAll()) + " (" + parts + ")";
  }

  /** Bytes as people write them: 512 MB, 12.3 GB. */
  public static String bytes(long bytes) {
    double gigabytes = bytes / 1e9;
    return gigabytes < 1 ? "%.1f MB".formatted(bytes / 1e6) : "%.1f GB".formatted(gigabytes);
  }
}
