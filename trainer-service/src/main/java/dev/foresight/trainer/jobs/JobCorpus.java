package dev.foresight.trainer.jobs;

import dev.foresight.model.problems.Problem;
import dev.foresight.model.problems.ProblemFile;
import dev.foresight.proto.HopelessException;
import dev.foresight.proto.Ids;
import dev.foresight.proto.TrainingData;
import dev.foresight.proto.TrainingJob;
import dev.foresight.trainer.StoreProperties;
import dev.foresight.trainer.data.Corpora;
import dev.foresight.trainer.data.Corpus;
import dev.foresight.trainer.data.CorpusPlan;
import dev.foresight.trainer.data.Format;
import dev.foresight.trainer.data.Preparation;
import dev.foresight.trainer.data.Source;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The corpora of jobs, made of the very files that were there when the jobs were submitted. */
@Component
public class JobCorpus {
  private final Corpora corpora;

  /** Corpora kept in {@code store}. */
  public JobCorpus(StoreProperties store) {
    this.corpora = new Corpora(store.root(), Runtime.getRuntime().availableProcessors());
  }

  /**
   * The corpus of {@code job}, prepared now if it is not yet; it says how much of the problems that
   * are evaluated it holds.
   *
   * @throws HopelessException if a file has changed since the job was submitted
   * @throws IOException naming the file, if one is missing or cannot be read
   * @throws IllegalArgumentException if the job's plan cannot be followed, or the model's context
   *     does not hold the prompts of its evaluation
   */
  public Corpus prepare(TrainingJob job, Preparation listener)
      throws IOException, InterruptedException, HopelessException {
    CorpusPlan plan = plan(job);
    TrainingData data = job.getSpec().getData();
    for (int i = 0; i < plan.sources().size(); i++) {
      requireUnchanged(
          plan.sources().get(i).location(),
          plan.sources().get(i).sha256(),
          data.getSources(i).getSha256());
    }
    if (plan.tokenizer() != null) {
      String found = Ids.sha256(Files.readAllBytes(plan.tokenizer()));
      requireUnchanged(plan.tokenizer().toString(), found, data.getTokenizerSha256());
    }
    Map<Integer, Problem> evaluated = evaluated(job);
    Corpus corpus = corpora.prepare(plan, evaluated, listener);
    try {
      PromptsFit.require(job, evaluated.values(), corpus.tokenizer());
      return corpus;
    } catch (IllegalArgumentException e) {
      corpus.close();
      throw e;
    }
  }

  /** The problems that the job's checkpoints will be asked, by row: they are looked for. */
  private static Map<Integer, Problem> evaluated(TrainingJob job)
      throws IOException, HopelessException {
    if (!job.hasEvaluation()) {
      return Map.of();
    }
    var evaluation = job.getEvaluation();
    ProblemFile dataset = ProblemFile.read(Path.of(evaluation.getDatasetLocation()));
    requireUnchanged(
        evaluation.getDatasetLocation(), dataset.sha256(), evaluation.getSpec().getDatasetSha256());
    Map<Integer, Problem> problems = new TreeMap<>();
    for (int row : evaluation.getSpec().getProblemsList()) {
      problems.put(row, dataset.problems().get(row));
    }
    return problems;
  }

  private static void requireUnchanged(String location, String found, String submitted)
      throws HopelessException {
    if (!found.equals(submitted)) {
      throw new HopelessException(location + ": has changed since the job was submitted");
    }
  }

  /** What {@code job} is to be trained on. */
  static CorpusPlan plan(TrainingJob job) {
    TrainingData data = job.getSpec().getData();
    if (data.getSourcesCount() != job.getSourceLocationsCount()) {
      throw new IllegalArgumentException("a job names as many locations as sources");
    }
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < data.getSourcesCount(); i++) {
      sources.add(source(job.getSourceLocations(i), data.getSources(i)));
    }
    return new CorpusPlan(
        sources,
        tokenizer(job),
        job.getSpec().getShape().getVocabularySize(),
        Plans.number(data.getValidationShare()),
        Plans.number(data.getBrokenShare()));
  }

  private static @Nullable Path tokenizer(TrainingJob job) {
    return job.getTokenizerLocation().isEmpty() ? null : Path.of(job.getTokenizerLocation());
  }

  private static Source source(String location, dev.foresight.proto.Source source) {
    String weight = source.getWeight();
    return new Source(
        location,
        Format.of(source.getFormat()),
        source.getTextColumn().isEmpty() ? null : source.getTextColumn(),
        weight.isEmpty() ? null : new BigDecimal(weight));
  }
}
