package dev.foresight.scorer.samples;

import dev.foresight.proto.Evaluation;
import dev.foresight.scorer.grading.GradingPolicy;
import dev.foresight.scorer.pipeline.Views;
import dev.foresight.scorer.results.InvalidQueryException;
import dev.foresight.scorer.results.Question;
import dev.foresight.scorer.results.UnknownIdException;
import dev.foresight.scorer.statistics.Memo;
import dev.foresight.scorer.texts.Selection;
import dev.foresight.scorer.texts.StoredSample;
import dev.foresight.scorer.texts.TextStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds samples. What a filter by verdict leaves of each problem is remembered for the next page.
 */
@Component
class Samples {
  private static final int REMEMBERED = 64;

  private final Views views;
  private final TextStore texts;
  private final Memo<Filtered, NavigableMap<Integer, Integer>> counts = new Memo<>(REMEMBERED);

  /** What the number of samples depends on: files never change, so {@code version} says it all. */
  private record Filtered(Selection selection, VerdictFilter filter, Object version) {}

  Samples(Views views, TextStore texts) {
    this.views = views;
    this.texts = texts;
  }

  /**
   * What a query asks for.
   *
   * @param temperature null takes all
   * @param problem null takes all
   * @param policy null takes the evaluation's primary one
   * @param correct null takes both
   * @param answer null takes any, "" samples without one
   */
  record Query(
      @Nullable String temperature,
      @Nullable Integer problem,
      @Nullable String policy,
      @Nullable Boolean correct,
      @Nullable String answer) {}

  /**
   * A page of the samples that {@code query} selects.
   *
   * @throws UnknownIdException if there is no evaluation of that id
   * @throws InvalidQueryException if the evaluation has no such problem or temperature, or a policy
   *     is not known
   */
  SamplesPage page(String id, Query query, Page page) {
    var evaluation = evaluation(id);
    var selection = selection(evaluation, query.temperature, query.problem);
    var filter = new VerdictFilter(policy(evaluation, query.policy), query.correct, query.answer);
    try {
      var found = counts(selection, filter);
      long total = found.values().stream().mapToLong(Integer::longValue).sum();
      var samples = slice(selection, filter.test(), found, page);
      return new SamplesPage(total, page.offset(), page.limit(), graded(samples, evaluation));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<SampleResult> graded(List<StoredSample> samples, Evaluation evaluation) {
    var grader = new Grader();
    var policies = Grader.all(evaluation.getSpec().getPoliciesList());
    return samples.stream()
        .map(sample -> SampleResult.of(sample, grader.verdicts(sample, policies)))
        .toList();
  }

  private NavigableMap<Integer, Integer> counts(Selection selection, VerdictFilter filter)
      throws IOException {
    var selected = texts.of(selection);
    return counts.get(
        new Filtered(selection, filter, selected.version()), key -> count(selection, filter));
  }

  private NavigableMap<Integer, Integer> count(Selection selection, VerdictFilter filter) {
    try {
      var selected = texts.of(selection);
      if (filter.takesAll()) {
        return selected.counts();
      }
      var counts = new TreeMap<Integer, Integer>();
      var test = filter.test();
      selected.readCompletions(
          (problem, referenceAnswer, text) -> {
            if (test.takes(text, referenceAnswer)) {
              counts.merge(problem, 1, Integer::sum);
            }
          });
      return counts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads no problem but those that the page shows. */
  private List<StoredSample> slice(
      Selection selection,
      VerdictFilter.Test test,
      NavigableMap<Integer, Integer> counts,
      Page page)
      throws IOException {
    var shown = new ArrayList<Integer>();
    long before = 0;
    long skip = page.offset();
    for (var entry : counts.entrySet()) {
      long after = before + entry.getValue();
      if (after <= page.offset()) {
        skip -= entry.getValue();
      } else if (before < page.end()) {
        shown.add(entry.getKey());
      }
      before = after;
    }
    var all = new ArrayList<StoredSample>();
    long enough = skip + page.limit();
    texts.of(selection.of(shown)).read(sample -> !test.takes(sample) || add(all, sample) < enough);
    return all.subList((int) Math.min(skip, all.size()), all.size());
  }

  private static int add(List<StoredSample> all, StoredSample sample) {
    all.add(sample);
    return all.size();
  }

  /**
   * The evaluation of that id.
   *
   * @throws UnknownIdException if there is none
   */
  Evaluation evaluation(String id) {
    return views.evaluation(id).orElseThrow(() -> new UnknownIdException("evaluation", id));
  }

  /** What is selected by temperature and problem, null for all. */
  static Selection selection(
      Evaluation evaluation, @Nullable String temperature, @Nullable Integer problem) {
    var selection = Selection.of(evaluation.getEvaluationId(), evaluation.getSpec());
    if (temperature != null) {
      require(temperature, selection.temperatures(), "temperature");
      selection = selection.at(temperature);
    }
    if (problem != null) {
      require(problem, selection.problems(), "problem");
      selection = selection.of(List.of(problem));
    }
    return selection;
  }

  private static <T> void require(T value, List<T> known, String parameter) {
    if (!known.contains(value)) {
      var rule = known.size() > 20 ? "one of the evaluation's" : "one of " + known;
      throw new InvalidQueryException(parameter, "must be %s, not %s".formatted(rule, value));
    }
  }

  /** The policy asked for, or else the evaluation's primary one. */
  static GradingPolicy policy(Evaluation evaluation, @Nullable String policy) {
    return GradingPolicy.of(Question.policy(policy, evaluation.getSpec())).orElseThrow();
  }
}
