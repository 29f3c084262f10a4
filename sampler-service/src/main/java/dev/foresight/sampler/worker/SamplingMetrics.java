package dev.foresight.sampler.worker;

import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.decoding.Figures;
import dev.foresight.sampler.decoding.Listener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * How sampling goes. Tokens count when they are drawn, samples when they are published; a task that
 * is done again counts again. The share of rows in their limit is the occupancy of the steps.
 */
@Component
@InRole(Role.WORKER)
class SamplingMetrics {
  private static final String[] RUN = {"experiment", "run", "predict_tokens"};

  private final PrometheusRegistry registry;
  private final RecentTokens recent = new RecentTokens(System::nanoTime);
  private final Counter tokens;
  private final Counter samples;
  private final Counter drafting;
  private final Counter drafts;

  SamplingMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    tokens = counter("foresight_sampled_tokens", "Tokens drawn here", RUN);
    samples = counter("foresight_sampled_samples", "Samples published from here", RUN);
    drafting =
        counter(
            "foresight_sampling_draft_forwards",
            "Forward passes of published samples in which drafts were tried",
            with("temperature"));
    drafts =
        counter(
            "foresight_sampling_drafts_accepted",
            "Drafts of published samples that head 1 confirmed, by the head that made them",
            with("temperature", "head"));
    GaugeWithCallback.builder()
        .name("foresight_sampling_tokens_per_second")
        .help("Tokens drawn here each second over the latest ten")
        .callback(gauge -> gauge.call(recent.perSecond()))
        .register(registry);
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  private static String[] with(String... more) {
    return Stream.of(RUN, more).flatMap(Stream::of).toArray(String[]::new);
  }

  /** Shows what the engine and the models say when they are asked. */
  void follow(Supplier<Figures> figures, LongSupplier modelBytes) {
    CounterWithCallback.builder()
        .name("foresight_sampling_lane_seconds")
        .help("Time of all lanes, by what it went into")
        .unit(Unit.SECONDS)
        .labelNames("part")
        .callback(
            counter -> {
              var now = figures.get();
              counter.call(now.attentionNanoseconds() / 1e9, "attention");
              counter.call(now.denseNanoseconds() / 1e9, "dense");
              counter.call(now.draftNanoseconds() / 1e9, "drafts");
              counter.call(now.nucleusNanoseconds() / 1e9, "nucleus");
              counter.call(now.readNanoseconds() / 1e9, "prompts");
            })
        .register(registry);
    CounterWithCallback.builder()
        .name("foresight_sampling_shared_prompts")
        .help("Tasks by whether the shared part of their prompt had been read before")
        .labelNames("read")
        .callback(
            counter -> {
              var now = figures.get();
              counter.call((double) now.rootHits(), "before");
              counter.call((double) now.rootMisses(), "now");
            })
        .register(registry);
    total("steps", "Forward passes, each of one lane and model", figures, Figures::steps);
    total("rows", "Rows decoded, summed over the steps", figures, Figures::rows);
    total("group_rows", "The same in the groups that are computed", figures, Figures::groupRows);
    total("row_limit", "Most rows that the steps might have had", figures, Figures::rowLimit);
    bytes("cache", "Keys and values of samples", () -> figures.get().cacheBytes());
    bytes("cache_capacity", "Most memory for them", () -> figures.get().cacheCapacity());
    bytes(
        "shared_prompt",
        "Keys and values of prompts' shared parts",
        () -> figures.get().rootBytes());
    bytes("model", "Weights of the models that are loaded", modelBytes);
  }

  private void total(
      String name, String help, Supplier<Figures> figures, ToLongFunction<Figures> value) {
    CounterWithCallback.builder()
        .name("foresight_sampling_" + name)
        .help(help)
        .callback(counter -> counter.call((double) value.applyAsLong(figures.get())))
        .register(registry);
  }

  private void bytes(String name, String help, LongSupplier value) {
    GaugeWithCallback.builder()
        .name("foresight_sampling_" + name + "_bytes")
        .help(help)
        .unit(Unit.BYTES)
        .callback(gauge -> gauge.call((double) value.getAsLong()))
        .register(registry);
  }

  /** Counts the tokens of {@code task}. */
  Listener tokens(SamplingTask task) {
    var drawn = tokens.labelValues(labels(task));
    return new Listener() {
      @Override
      public void stepped(int count) {
        drawn.inc(count);
        recent.add(count);
      }
    };
  }

  /** Counts the samples of {@code task} as published. */
  void published(SamplingTask task, List<SampleBatch> batches) {
    for (var batch : batches) {
      samples.labelValues(labels(task)).inc(batch.getSamplesCount());
      if (batch.hasSpeculation()) {
        speculated(task, batch);
      }
    }
  }

  private void speculated(SamplingTask task, SampleBatch batch) {
    var speculation = batch.getSpeculation();
    drafting.labelValues(labels(task, batch.getTemperature())).inc(speculation.getForwards());
    for (int i = 0; i < speculation.getAcceptedCount(); i++) {
      drafts
          .labelValues(labels(task, batch.getTemperature(), Integer.toString(i + 2)))
          .inc(speculation.getAccepted(i));
    }
  }

  private static String[] labels(SamplingTask task, String... more) {
    var checkpoint = task.getCheckpoint();
    return Stream.concat(
            Stream.of(
                checkpoint.getExperimentId(),
                checkpoint.getJobId(),
                Integer.toString(checkpoint.getShape().getPredictTokens())),
            Stream.of(more))
        .toArray(String[]::new);
  }
}
