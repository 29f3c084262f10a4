package dev.foresight.scorer.pipeline;

import dev.foresight.scorer.tally.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Counts what came in and what became of it since the process started, in samples. The law, after
 * every record: received = graded + duplicate + conflicting + rejected. A record that cannot be
 * read counts as one sample, received and rejected.
 */
public final class SampleCounts {
  private final Counter received;
  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);

  /** Counts in {@code registry}: foresight_samples_received_total, foresight_samples_total. */
  public SampleCounts(MeterRegistry registry) {
    received =
        Counter.builder("foresight.samples.received")
            .description("Samples read from the topic")
            .register(registry);
    for (var outcome : Outcome.values()) {
      outcomes.put(outcome, counter(outcome, registry));
    }
  }

  private static Counter counter(Outcome outcome, MeterRegistry registry) {
    return Counter.builder("foresight.samples")
        .description("Samples by what became of them; the sum over outcomes is what was received")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  void received(int samples) {
    received.increment(samples);
  }

  void became(Outcome outcome, int samples) {
    Objects.requireNonNull(outcomes.get(outcome)).increment(samples);
  }
}
