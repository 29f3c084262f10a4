package dev.foresight.scorer.keeping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.Topics;
import dev.foresight.scorer.Broker;
import dev.foresight.scorer.Fixtures;
import dev.foresight.scorer.texts.Selection;
import dev.foresight.scorer.texts.TextStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts whose writer is killed with files on the disk that no committed offset knows of. */
class KilledKeeperTest {
  private static final TopicPartition PARTITION = new TopicPartition(Topics.SAMPLES.topic(), 0);
  private static final String GROUP = "texts";
  private static final int RECORDS = 20;
  private static final int EACH = 2;
  private static final int SAMPLES = RECORDS * EACH;

  @TempDir static Path folder = Path.of("");

  @Test
  void aKillBetweenWritingAndCommittingLosesAndDoublesNothing() throws Exception {
    try (var broker = new Broker();
        var admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      for (int record = 0; record < RECORDS; record++) {
        broker.put(batch(record * EACH, (record + 1) * EACH));
      }

      try (var keeper = keeper(broker, 7, 1)) {
        keeper.killAtCommit();
      }
      assertThat(committed(admin)).isEqualTo(7);
      assertThat(texts()).as("written").hasSize(14 * EACH);

      // Other borders of polls: files overlap.
      try (var keeper = keeper(broker, 5, RECORDS)) {
        await(keeper, admin);
      }
      assertThat(texts())
          .isEqualTo(batch(0, SAMPLES).getSamplesList().stream().map(Sample::getText).toList());
      assertThat(rows()).as("in files").isGreaterThan(SAMPLES);
    }
  }

  private static SampleBatch batch(int from, int to) {
    return Fixtures.batch("e", 5, "0.2", from, to, index -> index % 3 == 0);
  }

  private static KeeperProcess keeper(Broker broker, int recordsOfPoll, int commits)
      throws IOException {
    return new KeeperProcess(
        "--commits=" + commits,
        "--spring.kafka.bootstrap-servers=" + broker.address(),
        "--spring.kafka.consumer.max-poll-records=" + recordsOfPoll,
        // The dead one's partition is free again after this.
        "--spring.kafka.consumer.properties[session.timeout.ms]=1000",
        "--spring.kafka.consumer.heartbeat-interval=300ms",
        "--foresight.scorer.texts.group=" + GROUP,
        "--foresight.scorer.state=" + folder.resolve("state"),
        "--foresight.store=" + folder.resolve("store"),
        "--logging.level.root=error");
  }

  private static void await(KeeperProcess keeper, Admin admin) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (committed(admin) < RECORDS) {
      assertThat(keeper.isAlive()).isTrue();
      assertThat(System.nanoTime()).as("committed " + committed(admin)).isLessThan(end);
      Thread.sleep(50);
    }
  }

  private static long committed(Admin admin) throws Exception {
    var offsets = admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
    var offset = offsets.get(PARTITION);
    return offset == null ? 0 : offset.offset();
  }

  private static List<String> texts() throws IOException {
    var spec =
        EvaluationSpec.newBuilder()
            .addTemperatures("0.2")
            .setSamplesPerProblem(SAMPLES)
            .addProblems(5)
            .build();
    var texts = new ArrayList<String>();
    try (var store =
        new TextStore(
            folder.resolve("store"), folder.resolve("scratch"), "64MiB", Clock.systemUTC())) {
      store.of(Selection.of("e", spec)).read(sample -> texts.add(sample.text()));
    }
    return texts;
  }

  private static long rows() throws SQLException {
    try (var duckdb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckdb.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*) FROM read_parquet('"
                    + folder
                    + "/store/evaluations/e/samples/*.parquet')")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
