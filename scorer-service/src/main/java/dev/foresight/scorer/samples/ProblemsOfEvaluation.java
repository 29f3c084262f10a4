package dev.foresight.scorer.samples;

import dev.foresight.proto.Evaluation;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.PromptText;
import dev.foresight.scorer.pipeline.Views;
import dev.foresight.scorer.results.Question;
import dev.foresight.scorer.results.UnknownIdException;
import dev.foresight.scorer.samples.ProblemAnswers.AnswerCount;
import dev.foresight.scorer.samples.ProblemsPage.ProblemCell;
import dev.foresight.scorer.samples.ProblemsPage.ProblemResult;
import dev.foresight.scorer.texts.Selection;
import dev.foresight.scorer.texts.TextStore;
import dev.foresight.scorer.texts.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What was asked, and how each problem went. */
@Component
class ProblemsOfEvaluation {
  private final Samples samples;
  private final Views views;
  private final TextStore texts;

  ProblemsOfEvaluation(Samples samples, Views views, TextStore texts) {
    this.samples = samples;
    this.views = views;
    this.texts = texts;
  }

  /**
   * A page of an evaluation's problems.
   *
   * @throws UnknownIdException if there is no evaluation of that id
   */
  ProblemsPage page(String id, Page page) {
    var evaluation = samples.evaluation(id);
    var problems = evaluation.getSpec().getProblemsList();
    var shown = page.of(problems);
    var questions = questions(evaluation, shown.stream().distinct().sorted().toList());
    var cells = cells(evaluation);
    return new ProblemsPage(
        problems.size(),
        page.offset(),
        page.limit(),
        shown.stream().map(problem -> problem(problem, questions, cells)).toList());
  }

  private NavigableMap<Integer, Texts.Question> questions(
      Evaluation evaluation, List<Integer> problems) {
    var selection = Selection.of(evaluation.getEvaluationId(), evaluation.getSpec());
    try {
      return texts.of(selection.of(problems)).questions();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By temperature in the evaluation's order, how each problem went. */
  private List<Counted> cells(Evaluation evaluation) {
    var primary = Question.policy(null, evaluation.getSpec());
    var records =
        views.cells(evaluation.getEvaluationId()).stream()
            .collect(Collectors.toMap(PassAtK::getTemperature, Function.identity()));
    return evaluation.getSpec().getTemperaturesList().stream()
        .map(
            temperature ->
                new Counted(
                    temperature,
                    counted(
                        records.getOrDefault(temperature, PassAtK.getDefaultInstance()), primary)))
        .toList();
  }

  private record Counted(String temperature, Map<Integer, ProblemCell> byProblem) {
    ProblemCell cell(int problem) {
      return byProblem.getOrDefault(problem, new ProblemCell(temperature, 0, 0));
    }
  }

  private static Map<Integer, ProblemCell> counted(PassAtK cell, String policy) {
    var right =
        cell.getPoliciesList().stream()
            .filter(tally -> tally.getPolicy().equals(policy))
            .findFirst();
    var counted = new HashMap<Integer, ProblemCell>();
    for (int place = 0; place < cell.getProblemsCount(); place++) {
      var tally = cell.getProblems(place);
      int at = place;
      int correct = right.map(columns -> columns.getRight(at)).orElse(0);
      counted.put(
          tally.getProblem(), new ProblemCell(cell.getTemperature(), tally.getN(), correct));
    }
    return counted;
  }

  private static ProblemResult problem(
      int problem, Map<Integer, Texts.Question> questions, List<Counted> cells) {
    Texts.@Nullable Question asked = questions.get(problem);
    return new ProblemResult(
        problem,
        asked == null ? null : asked.question(),
        asked == null ? null : asked.referenceAnswer(),
        cells.stream().map(cell -> cell.cell(problem)).toList());
  }

  /**
   * How a problem was asked and answered.
   *
   * @param temperature null takes the evaluation's first
   * @param policy null takes the evaluation's primary one
   * @throws UnknownIdException if there is no such evaluation, or it has no such problem
   */
  ProblemAnswers answers(
      String id, int problem, @Nullable String temperature, @Nullable String policy) {
    var evaluation = samples.evaluation(id);
    var spec = evaluation.getSpec();
    if (!spec.getProblemsList().contains(problem)) {
      throw new UnknownIdException("problem of this evaluation", Integer.toString(problem));
    }
    var at = temperature == null ? spec.getTemperatures(0) : temperature;
    var by = Samples.policy(evaluation, policy);
    var answers = new HashMap<String, AnswerCount>();
    var grader = new Grader();
    var selected = texts.of(Samples.selection(evaluation, at, problem));
    var asked = questions(evaluation, List.of(problem)).get(problem);
    try {
      selected.read(
          sample -> {
            var verdict = grader.grade(sample, by);
            answers.merge(
                verdict.answer(),
                new AnswerCount(Grader.orNull(verdict.answer()), 1, verdict.right()),
                ProblemsOfEvaluation::plus);
            return true;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ProblemAnswers(
        problem,
        asked == null ? null : asked.question(),
        asked == null ? null : PromptText.of(spec, asked.question()),
        asked == null ? null : asked.referenceAnswer(),
        at,
        by.id(),
        answers.values().stream().mapToInt(AnswerCount::count).sum(),
        answers.values().stream().sorted(FREQUENT_FIRST).toList());
  }

  private static final Comparator<AnswerCount> FREQUENT_FIRST =
      Comparator.comparingInt(AnswerCount::count)
          .reversed()
          .thenComparing(
              AnswerCount::answer, Comparator.nullsLast(Comparator.<String>naturalOrder()));

  private static AnswerCount plus(AnswerCount one, AnswerCount other) {
    return new AnswerCount(one.answer(), one.count() + other.count(), one.correct());
  }
}
