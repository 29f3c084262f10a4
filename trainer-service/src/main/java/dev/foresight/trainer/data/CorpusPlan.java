package dev.foresight.trainer.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model is to be trained on.
 *
 * @param sources at least one; all with a weight, or none
 * @param tokenizer path of a Hugging Face {@code tokenizer.json}; null means that one is trained on
 *     the sources
 * @param vocabularySize of the model, in tokens: the most that a tokenizer may have
 * @param validationShare the share of the documents held out for validation, 0 or more, below 1; if
 *     above 0, at least one of two or more documents
 * @param brokenShare the share of a source's rows that may be broken, 0 or more, below 1; at 0 the
 *     first broken row stops the preparation
 */
public record CorpusPlan(
    List<Source> sources,
    @Nullable Path tokenizer,
    int vocabularySize,
    double validationShare,
    double brokenShare) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public CorpusPlan {
    sources = List.copyOf(sources);
    require(!sources.isEmpty(), "there must be at least one source");
    long weighted = sources.stream().map(Source::weight).filter(Objects::nonNull).count();
    require(
        weighted == 0 || weighted == sources.size(),
        "all sources must have a weight, or none: " + weighted + " of " + sources.size() + " have");
    require(vocabularySize >= 1, "the vocabulary must have tokens, not " + vocabularySize);
    require(
        validationShare >= 0 && validationShare < 1,
        "the validation share must be 0 or more and below 1, not " + validationShare);
    require(
        brokenShare >= 0 && brokenShare < 1,
        "the broken share must be 0 or more and below 1, not " + brokenShare);
  }

  /** All of the problems at {@code path}, with a tokenizer trained on them. */
  public static CorpusPlan problems(Path path, int vocabularySize) {
    return new CorpusPlan(List.of(Source.problems(path)), null, vocabularySize, 0, 0);
  }

  /** Whether the sources are drawn from in proportion to their weights. */
  boolean isWeighted() {
    return sources.getFirst().weight() != null;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
