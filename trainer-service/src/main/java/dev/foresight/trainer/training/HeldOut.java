package dev.foresight.trainer.training;

import dev.foresight.model.Transformer;
import dev.foresight.trainer.data.Corpus;
import java.util.ArrayList;
import java.util.List;

/** The sequences that are held out, and a model's losses over them. */
final class HeldOut {
  private final List<int[]> rows;
  private final int atOnce;
  private final Upkeep upkeep;
  private final Watcher watcher;

  /** The held-out sequences of {@code corpus}. */
  HeldOut(TrainingPlan plan, Corpus corpus, Upkeep upkeep, Watcher watcher) {
    int length = plan.shape().contextLength();
    List<int[]> all = corpus.validation(length, plan.shape().predictTokens());
    long tokens = upkeep.validationTokens();
    long most = tokens == 0 ? all.size() : Math.max(1, tokens / length);
    this.rows = all.size() <= most ? all : spread(all, (int) most);
    this.atOnce = plan.rowsAtOnce();
    this.upkeep = upkeep;
    this.watcher = watcher;
  }

  private static List<int[]> spread(List<int[]> all, int count) {
    List<int[]> some = new ArrayList<>(count);
    for (long i = 0; i < count; i++) {
      some.add(all.get((int) (i * all.size() / count)));
    }
    return some;
  }

  /** Tells the watcher of the losses after the latest step of {@code leg}, if it is time to. */
  void lookIfDue(Leg leg, Learner learner) {
    if (!rows.isEmpty() && upkeep.validatesAt(learner.steps() - leg.from(), leg.steps())) {
      watcher.validated(leg.ordinal(learner.steps()), losses(learner.model()));
    }
  }

  /** The mean cross-entropy of each head in nats; the model stays as it is. */
  private List<Float> losses(Transformer model) {
    double[] means = new double[model.shape().predictTokens()];
    for (int from = 0; from < rows.size(); from += atOnce) {
      int[][] some = rows.subList(from, Math.min(rows.size(), from + atOnce)).toArray(int[][]::new);
      Losses.add(means, (double) some.length / rows.size(), model.validationLosses(some));
    }
    return Losses.list(means);
  }
}
