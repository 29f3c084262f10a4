package dev.foresight.trainer.training;

import java.util.ArrayList;
import java.util.List;

/** Losses of several passes as one mean for each head. */
final class Losses {
  private Losses() {}

  /** Adds {@code losses} to {@code means}, weighted. */
  static void add(double[] means, double share, float[] losses) {
    for (int head = 0; head < means.length; head++) {
      means[head] += share * losses[head];
    }
  }

  static List<Float> list(double[] means) {
    List<Float> losses = new ArrayList<>(means.length);
    for (double mean : means) {
      losses.add((float) mean);
    }
    return losses;
  }
}
