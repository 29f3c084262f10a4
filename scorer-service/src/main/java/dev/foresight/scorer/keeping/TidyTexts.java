package dev.foresight.scorer.keeping;

import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationState;
import dev.foresight.proto.Subject;
import dev.foresight.scorer.pipeline.Views;
import dev.foresight.scorer.texts.TextStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Merges the files of evaluations that have ended, once each. */
@Component
class TidyTexts {
  private static final Logger log = LoggerFactory.getLogger(TidyTexts.class);

  private final Views views;
  private final TextStore texts;
  private final Set<String> tidy = new HashSet<>();

  TidyTexts(Views views, TextStore texts) {
    this.views = views;
    this.texts = texts;
  }

  @Scheduled(
      fixedDelayString = "${foresight.scorer.texts.tidy-interval}",
      initialDelayString = "${foresight.scorer.texts.tidy-interval}")
  void tidy() {
    try {
      views.evaluations().stream()
          .filter(TidyTexts::hasEnded)
          .forEach(evaluation -> Subject.of(evaluation).inLogs(() -> tidy(evaluation)));
    } catch (InvalidStateStoreException starting) {
      log.debug("The views cannot be read yet", starting);
    }
  }

  private static boolean hasEnded(Evaluation evaluation) {
    return evaluation.getState() != EvaluationState.EVALUATION_STATE_ACTIVE;
  }

  private void tidy(Evaluation evaluation) {
    var id = evaluation.getEvaluationId();
    try {
      if (!tidy.contains(id) && texts.tidy(id)) {
        tidy.add(id);
      }
    } catch (IOException e) {
      log.warn("The texts of evaluation {} stay in many files for now", id, e);
    }
  }
}
