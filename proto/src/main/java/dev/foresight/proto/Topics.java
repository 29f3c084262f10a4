package dev.foresight.proto;

import com.google.protobuf.Message;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of Foresight, with everything that a reader or writer must agree on. The table in
 * {@code proto/README.md} says who reads and who writes each.
 */
public enum Topics {
  EXPERIMENTS("experiments", 1, Kind.COMPACTED, Experiment.getDefaultInstance()),
  TRAINING_JOBS("training-jobs", 1, Kind.WORK_QUEUE, TrainingJob.getDefaultInstance()),
  TRAINING_RUNS("training-runs", 1, Kind.COMPACTED, TrainingRun.getDefaultInstance()),
  EVALUATIONS("evaluations", 1, Kind.COMPACTED, Evaluation.getDefaultInstance()),
  COMMANDS("commands", 1, Kind.COMPACTED, Command.getDefaultInstance()),
  CHECKPOINTS("checkpoints", 1, Kind.COMPACTED, CheckpointPublished.getDefaultInstance()),
  SAMPLING_TASKS("sampling-tasks", 4, Kind.WORK_QUEUE, SamplingTask.getDefaultInstance()),
  SAMPLES("samples", 4, Kind.LOG, SampleBatch.getDefaultInstance()),
  PASS_AT_K("pass-at-k", 1, Kind.COMPACTED, PassAtK.getDefaultInstance()),
  DEAD_LETTERS("dead-letters", 1, Kind.LOG, DeadLetter.getDefaultInstance());

  /** The share group of the trainers. */
  public static final String TRAINERS = "trainers";

  /** The share group of the sampler workers. */
  public static final String SAMPLERS = "samplers";

  /**
   * Header of records of samples that were stored before and only come to be graded again: nothing
   * in them is new.
   */
  public static final String STORED = "foresight-stored";

  private static final Duration LOG_RETENTION = Duration.ofDays(90);

  private static final Duration COMPACTED_SEGMENT = Duration.ofMinutes(10);

  private enum Kind {
    COMPACTED,
    WORK_QUEUE,
    LOG
  }

  private final String topic;
  private final int partitions;
  private final Kind kind;
  private final Message value;

  Topics(String topic, int partitions, Kind kind, Message value) {
    this.topic = topic;
    this.partitions = partitions;
    this.kind = kind;
    this.value = value;
  }

  /** The topic's name in Kafka. */
  public String topic() {
    return topic;
  }

  /** Partitions the topic is created with. */
  public int partitions() {
    return partitions;
  }

  /** The default instance of the value's message type: its descriptor and parser. */
  public Message value() {
    return value;
  }

  /** The topic's explicit configuration; nothing is left to the broker's default retention. */
  public Map<String, String> configuration() {
    var configuration = new LinkedHashMap<String, String>();
    switch (kind) {
      case COMPACTED -> {
        configuration.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        // Compaction leaves the open segment alone, and every service reads the topic at start.
        configuration.put(
            TopicConfig.SEGMENT_MS_CONFIG, Long.toString(COMPACTED_SEGMENT.toMillis()));
        configuration.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1");
      }
      case WORK_QUEUE -> configuration.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
      case LOG ->
          configuration.put(
              TopicConfig.RETENTION_MS_CONFIG, Long.toString(LOG_RETENTION.toMillis()));
    }
    if (this == SAMPLES) {
      configuration.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    }
    return configuration;
  }

  /**
   * Creates what is missing and sets the share groups up: they start from the earliest record and
   * hold a record for {@code lock}. Safe to call from every service at every start. A principal
   * that may do neither leaves it to one that may; the topics that it may read or write must be
   * there.
   *
   * @param replication copies of each partition; -1 takes the broker's default
   * @param lock how long a delivered record stays with its holder unless renewed
   */
  public static void provision(Admin admin, short replication, Duration lock)
      throws InterruptedException, ExecutionException {
    create(admin, replication);
    setShareGroupsUp(admin, lock);
  }

  private static void create(Admin admin, short replication)
      throws InterruptedException, ExecutionException {
    var topics =
        Arrays.stream(values())
            .map(t -> new NewTopic(t.topic, t.partitions, replication).configs(t.configuration()))
            .toList();
    for (var created : admin.createTopics(topics).values().entrySet()) {
      try {
        created.getValue().get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof TopicAuthorizationException) {
          requireUnlessForeign(admin, created.getKey());
        } else if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  /** To whom a topic is no concern, the broker does not say whether it is there. */
  private static void requireUnlessForeign(Admin admin, String topic)
      throws InterruptedException, ExecutionException {
    try {
      admin.describeTopics(List.of(topic)).allTopicNames().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        var missing = "the topic " + topic + " is missing, and this principal may not create it";
        throw new ExecutionException(new UnknownTopicOrPartitionException(missing, e));
      } else if (!(e.getCause() instanceof TopicAuthorizationException)) {
        throw e;
      }
    }
  }

  private static void setShareGroupsUp(Admin admin, Duration lock)
      throws InterruptedException, ExecutionException {
    var settings =
        List.of(
            set("share.auto.offset.reset", "earliest"),
            set("share.record.lock.duration.ms", Long.toString(lock.toMillis())));
    var altered =
        admin.incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.GROUP, TRAINERS), settings,
                new ConfigResource(ConfigResource.Type.GROUP, SAMPLERS), settings));
    for (var group : altered.values().values()) {
      try {
        group.get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof GroupAuthorizationException)) {
          throw e;
        }
      }
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }
}
