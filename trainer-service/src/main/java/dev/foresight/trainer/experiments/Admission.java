package dev.foresight.trainer.experiments;

import dev.foresight.model.problems.Benchmark;
import dev.foresight.model.problems.ContextTooShortException;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import dev.foresight.model.problems.ProblemFile;
import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.trainer.StoreProperties;
import dev.foresight.trainer.data.Corpora;
import dev.foresight.trainer.data.CorpusPlan;
import dev.foresight.trainer.data.Preparation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Checks all that can be checked before anything runs: the fields, the files line by line, and that
 * the longest prompt with its answer fits the model's context.
 */
@Component
class Admission {
  private final Corpora corpora;

  Admission(StoreProperties store) {
    this.corpora = new Corpora(store.root(), 1);
  }

  /**
   * Resolves {@code request}.
   *
   * @throws InvalidFieldsException listing what is wrong with fields or files
   * @throws ContextTooShortException if prompts do not fit
   * @throws IOException if the store cannot be read or written
   */
  Admitted admit(ExperimentRequest request) throws IOException {
    FieldRules.check(request);
    ProblemFile corpus = Benchmark.read("corpus", request.corpus());
    Benchmark benchmark = Benchmark.read(request.evaluation(), corpus);
    benchmark.requireContext(tokenizer(request, corpus), request.model().contextLength());
    var spec = Specifications.of(request, corpus, benchmark);
    return new Admitted(spec, corpus.path(), benchmark.dataset().path());
  }

  private Tokenizer tokenizer(ExperimentRequest request, ProblemFile corpus) throws IOException {
    try {
      var plan = CorpusPlan.problems(corpus.path(), request.model().vocabularySize());
      return corpora.tokenizer(plan, Preparation.SILENT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a tokenizer was trained");
    } catch (IllegalArgumentException e) {
      throw invalid("model.vocabularySize", String.valueOf(e.getMessage()));
    }
  }

  private static InvalidFieldsException invalid(String field, String message) {
    return new InvalidFieldsException(List.of(new FieldError(field, message)));
  }
}
