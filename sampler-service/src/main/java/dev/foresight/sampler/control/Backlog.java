package dev.foresight.sampler.control;

import dev.foresight.proto.Topics;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** The queue of sampling tasks as the broker sees it. */
@Component
@InRole(Role.CONTROL)
class Backlog implements AutoCloseable {
  private static final List<TopicPartition> PARTITIONS =
      IntStream.range(0, Topics.SAMPLING_TASKS.partitions())
          .mapToObj(p -> new TopicPartition(Topics.SAMPLING_TASKS.topic(), p))
          .toList();
  private static final TopicPartition DEAD_LETTERS =
      new TopicPartition(Topics.DEAD_LETTERS.topic(), 0);

  private final Admin admin;

  Backlog(KafkaAdmin kafka) {
    this.admin = Admin.create(kafka.getConfigurationProperties());
  }

  /**
   * Tasks that are not done, those in work included.
   *
   * @throws KafkaException if the broker does not answer
   */
  long tasks() throws InterruptedException {
    var group = Topics.SAMPLERS;
    var spec = new ListShareGroupOffsetsSpec().topicPartitions(PARTITIONS);
    try {
      var known = admin.listShareGroupOffsets(Map.of(group, spec)).all().get().get(group);
      long tasks = 0;
      for (var partition : PARTITIONS) {
        tasks += lag(partition, known == null ? null : known.get(partition));
      }
      return tasks;
    } catch (ExecutionException e) {
      throw new KafkaException("the backlog is unknown", e.getCause());
    }
  }

  /**
   * Consumers in the share group; each does one task at a time.
   *
   * @throws KafkaException if the broker does not answer
   */
  int workers() throws InterruptedException {
    try {
      var groups = admin.describeShareGroups(List.of(Topics.SAMPLERS)).all().get();
      return groups.values().stream().mapToInt(group -> group.members().size()).sum();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw new KafkaException("the workers are unknown", e.getCause());
    }
  }

  /**
   * Dead letters ever written, whoever wrote them: the count outlives this process.
   *
   * @throws KafkaException if the broker does not answer
   */
  long deadLetters() throws InterruptedException {
    try {
      return offset(DEAD_LETTERS, OffsetSpec.latest());
    } catch (ExecutionException e) {
      throw new KafkaException("the dead letters are unknown", e.getCause());
    }
  }

  /** A partition that no worker ever read has no lag: all of it is outstanding. */
  private long lag(TopicPartition partition, @Nullable SharePartitionOffsetInfo info)
      throws InterruptedException, ExecutionException {
    if (info != null && info.lag().isPresent() && info.lag().get() >= 0) {
      return info.lag().get();
    }
    long start = info == null ? offset(partition, OffsetSpec.earliest()) : info.startOffset();
    return offset(partition, OffsetSpec.latest()) - Math.max(0, start);
  }

  private long offset(TopicPartition partition, OffsetSpec which)
      throws InterruptedException, ExecutionException {
    return admin.listOffsets(Map.of(partition, which)).partitionResult(partition).get().offset();
  }

  @Override
  public void close() {
    admin.close();
  }
}
