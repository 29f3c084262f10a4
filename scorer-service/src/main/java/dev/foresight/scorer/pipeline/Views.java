package dev.foresight.scorer.pipeline;

import com.google.protobuf.Message;
import dev.foresight.proto.Command;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.Experiment;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.Topics;
import dev.foresight.proto.TrainingRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The present state of the compacted topics. Every replica of the scorer holds all of it, in
 * memory. Every method throws {@link org.apache.kafka.streams.errors.InvalidStateStoreException}
 * until it has been read, which takes seconds after a start.
 *
 * @param source where the views are found
 */
public record Views(ViewSource source) {
  static final String EVALUATIONS = view(Topics.EVALUATIONS);
  static final String COMMANDS = view(Topics.COMMANDS);

  private static final String EXPERIMENTS = view(Topics.EXPERIMENTS);
  private static final String RUNS = view(Topics.TRAINING_RUNS);
  private static final String CELLS = view(Topics.PASS_AT_K);

  private static String view(Topics topic) {
    return topic.topic() + "-view";
  }

  static void declare(StreamsBuilder builder) {
    declare(builder, Topics.EXPERIMENTS, Experiment.getDefaultInstance());
    declare(builder, Topics.TRAINING_RUNS, TrainingRun.getDefaultInstance());
    declare(builder, Topics.EVALUATIONS, Evaluation.getDefaultInstance());
    declare(builder, Topics.COMMANDS, Command.getDefaultInstance());
    declare(builder, Topics.PASS_AT_K, PassAtK.getDefaultInstance());
  }

  private static <T extends Message> void declare(
      StreamsBuilder builder, Topics topic, T instance) {
    var serde = ForgivingSerde.of(instance);
    builder.globalTable(
        topic.topic(),
        Consumed.with(Serdes.String(), serde),
        Materialized.<String, T>as(Stores.inMemoryKeyValueStore(view(topic)))
            .withKeySerde(Serdes.String())
            .withValueSerde(serde));
  }

  /** All experiments, the latest first. */
  public List<Experiment> experiments() {
    List<Experiment> experiments = all(EXPERIMENTS);
    experiments.sort(Comparator.comparingLong(Experiment::getSubmittedAtMillis).reversed());
    return experiments;
  }

  /** The experiment of that id. */
  public Optional<Experiment> experiment(String id) {
    return Optional.ofNullable(source.<Experiment>view(EXPERIMENTS).get(id));
  }

  /** The training runs of an experiment. */
  public List<TrainingRun> runs(String experimentId) {
    List<TrainingRun> runs = all(RUNS);
    runs.removeIf(run -> !run.getJob().getSpec().getExperimentId().equals(experimentId));
    return runs;
  }

  /** The training run of that job. */
  public Optional<TrainingRun> run(String jobId) {
    return Optional.ofNullable(source.<TrainingRun>view(RUNS).get(jobId));
  }

  /** All evaluations as they are shown, the latest first. */
  public List<Evaluation> evaluations() {
    List<Evaluation> evaluations = all(EVALUATIONS);
    evaluations.replaceAll(this::shown);
    evaluations.sort(Comparator.comparingLong(Evaluation::getSubmittedAtMillis).reversed());
    return evaluations;
  }

  /** The evaluation of that id as it is shown: under the policies of its last rescore. */
  public Optional<Evaluation> evaluation(String id) {
    return Optional.ofNullable(source.<Evaluation>view(EVALUATIONS).get(id)).map(this::shown);
  }

  private Evaluation shown(Evaluation evaluation) {
    var key = rescoreKey(evaluation.getEvaluationId());
    return shown(evaluation, source.<Command>view(COMMANDS).get(key));
  }

  static Evaluation shown(Evaluation evaluation, @Nullable Command command) {
    if (command == null || command.getRescore().getPoliciesCount() == 0) {
      return evaluation;
    }
    var shown = evaluation.toBuilder();
    shown.getSpecBuilder().clearPolicies().addAllPolicies(command.getRescore().getPoliciesList());
    return shown.build();
  }

  /** The key of an evaluation's rescore in the topic commands. */
  public static String rescoreKey(String evaluationId) {
    return evaluationId + "/rescore";
  }

  /** The cells of an evaluation that have samples, in no particular order. */
  public List<PassAtK> cells(String evaluationId) {
    return values(
        source.<PassAtK>view(CELLS).prefixScan(evaluationId + "/", new StringSerializer()));
  }

  private <T> List<T> all(String name) {
    return values(source.<T>view(name).all());
  }

  /** What can be read of {@code entries}, which is closed. */
  private static <T> List<T> values(KeyValueIterator<String, T> entries) {
    var values = new ArrayList<T>();
    try (entries) {
      entries.forEachRemaining(entry -> Optional.ofNullable(entry.value).ifPresent(values::add));
    }
    return values;
  }
}
