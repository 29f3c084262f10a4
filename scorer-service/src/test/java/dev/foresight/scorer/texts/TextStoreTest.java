package dev.foresight.scorer.texts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.SampleBatch;
import dev.foresight.scorer.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // start comes before every test
class TextStoreTest {
  private static final String TOPIC = "Nb3R-x_1";
  private static final EvaluationSpec SPEC = Fixtures.spec();

  @TempDir Path folder;
  private TextStore store;

  @BeforeEach
  void start() {
    store = store();
  }

  private TextStore store() {
    // Characters that mean something to SQL and to patterns.
    var root = folder.resolve("it's [a] *store");
    return new TextStore(root, folder.resolve("scratch"), "64MiB", Clock.systemUTC());
  }

  private Path samples() {
    return folder.resolve("it's [a] *store/evaluations/e/samples");
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
  }

  private static SampleBatch batch(int problem, String temperature, int from, int to) {
    return Fixtures.batch("e", problem, temperature, from, to, index -> index == 0);
  }

  private static SampleRecord at(long offset, SampleBatch batch) {
    return new SampleRecord(batch.getProblem() % 2, offset, batch);
  }

  private static SampleBatch saying(SampleBatch batch, String text) {
    var changed = batch.toBuilder();
    changed.getSamplesBuilderList().forEach(sample -> sample.setText(text));
    return changed.build();
  }

  private List<StoredSample> read(Selection selection) throws IOException {
    var all = new ArrayList<StoredSample>();
    store.of(selection).read(all::add);
    return all;
  }

  private List<StoredSample> read() throws IOException {
    return read(Selection.of("e", SPEC));
  }

  @Test
  void whatIsStoredIsReadInOrder() throws IOException {
    var odd = " \u0000 \uD83D\uDE00 \"quoted\", 'single'\r\n";
    store.store(
        TOPIC, List.of(at(3, batch(5, "0.25", 0, 2)), at(4, saying(batch(5, "0.2", 1, 2), odd))));
    store.store(TOPIC, List.of(at(0, batch(2, "0.2", 0, 1))));

    assertThat(read())
        .extracting(s -> s.problem() + "/" + s.temperature() + "/" + s.index())
        .containsExactly("2/0.2/0", "5/0.2/1", "5/0.25/0", "5/0.25/1");
    assertThat(read().get(1).text()).isEqualTo(odd);
    assertThat(read().getFirst())
        .isEqualTo(
            new StoredSample(
                2,
                "0.2",
                0,
                "How many?",
                "18",
                " Sample 0. The answer is 18.",
                "unknown",
                9,
                0,
                0));
  }

  @Test
  void theFirstRecordOfAnIndexWins() throws IOException {
    var first = batch(5, "0.2", 0, 2);
    store.store(
        TOPIC,
        List.of(at(7, saying(batch(5, "0.2", 0, 4), "late")), at(9, saying(first, "still later"))));
    store.store(TOPIC, List.of(at(2, first)));
    var twice = first.toBuilder().addSamples(saying(first, "again").getSamples(0)).build();
    store.store(TOPIC, List.of(at(1, twice.toBuilder().setTemperature("0.25").build())));

    assertThat(read())
        .extracting(StoredSample::text)
        .containsExactly(
            " Sample 0. The answer is 18.",
            " Sample 1. The answer is 20.",
            "late",
            "late",
            " Sample 0. The answer is 18.",
            " Sample 1. The answer is 20.");
    assertThat(store.of(Selection.of("e", SPEC)).counts()).containsExactly(Map.entry(5, 6));
  }

  @Test
  void aReplayOfEverythingChangesNothing() throws IOException {
    var records = new ArrayList<SampleRecord>();
    for (int offset = 0; offset < 12; offset++) {
      records.add(at(offset, batch(5, offset < 6 ? "0.2" : "0.25", offset % 4, offset % 4 + 1)));
    }
    store.store(TOPIC, records.subList(0, 5));
    store.store(TOPIC, records.subList(5, 12));
    var before = read();

    // Other borders, as after another poll, and from the start.
    store.store(TOPIC, records.subList(0, 5));
    store.store(TOPIC, records.subList(0, 9));
    store.store(TOPIC, records.subList(9, 12));

    assertThat(read()).isEqualTo(before).hasSize(8);
    assertThat(store.tidy("e")).isFalse();
    assertThat(read()).isEqualTo(before);
  }

  @Test
  void whatAKilledWriterLeftIsNotRead() throws IOException {
    store.store(TOPIC, List.of(at(0, batch(5, "0.2", 0, 2))));
    var part = part();
    var aside = part.resolveSibling(part.getFileName() + ".0" + PartFiles.ASIDE);
    Files.write(aside, new byte[] {1, 2, 3});

    assertThat(read()).hasSize(2);
    assertThat(store.tidy("e")).isFalse();
    age(aside);
    assertThat(store.tidy("e")).isTrue();
    assertThat(aside).doesNotExist();
  }

  @Test
  void onlyWhatTheEvaluationWantsIsRead() throws IOException {
    store.store(
        TOPIC,
        List.of(
            at(0, batch(5, "0.2", 0, 9)),
            at(1, batch(5, "0.9", 0, 1)),
            at(2, batch(7, "0.2", 0, 1))));

    assertThat(read()).hasSize(Fixtures.SAMPLES).allMatch(s -> s.problem() == 5);
    assertThat(read(Selection.of("e", SPEC).at("0.25"))).isEmpty();
    assertThat(read(Selection.of("x", SPEC))).isEmpty();
  }

  @Test
  void filesStayFewWhateverArrives() throws IOException {
    int records = 3 * Tidying.MANY;
    for (int offset = 0; offset < records; offset++) {
      store.store(TOPIC, List.of(at(offset, batch(5, "0.2", offset % 4, offset % 4 + 1))));
    }

    assertThat(new PartFolder(samples()).standing()).hasSizeLessThan(Tidying.MANY);
    assertThat(read()).hasSize(4);
    for (var part : new PartFolder(samples()).all()) {
      age(new PartFolder(samples()).file(part));
    }
    store.tidy("e");
    age(part());
    assertThat(store.tidy("e")).isTrue();
    assertThat(files()).hasSize(1);
    assertThat(read()).hasSize(4);
  }

  @Test
  void aTopicThatWasMadeAnewHidesNothing() throws IOException {
    store.store(TOPIC, List.of(at(0, batch(5, "0.2", 0, 1)), at(9, batch(5, "0.2", 1, 2))));
    store.store("another", List.of(at(3, batch(5, "0.2", 2, 3))));

    store.tidy("e");

    assertThat(read()).extracting(StoredSample::index).containsExactly(0, 1, 2);
  }

  @Test
  void anyToolReadsTheFilesWithPlainSql() throws IOException, SQLException {
    store.store(TOPIC, List.of(at(3, batch(5, "0.2", 0, 2)), at(4, batch(5, "0.2", 0, 2))));

    try (var duckdb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckdb.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT evaluation, sample_index, text, kafka_partition, kafka_offset"
                    + " FROM read_parquet('"
                    + (folder + "/*/evaluations/*/samples/*.parquet").replace("'", "''")
                    + "') QUALIFY row_number() OVER (PARTITION BY evaluation, problem,"
                    + " temperature, sample_index ORDER BY kafka_partition, kafka_offset) = 1"
                    + " ORDER BY sample_index")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("evaluation")).isEqualTo("e");
      assertThat(rows.getString("text")).isEqualTo(" Sample 0. The answer is 18.");
      assertThat(rows.getLong("kafka_offset")).isEqualTo(3);
      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isFalse();
    }
  }

  private Path part() throws IOException {
    var standing = new PartFolder(samples()).standing();
    return new PartFolder(samples()).file(standing.getFirst());
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(samples())) {
      return files.toList();
    }
  }

  private static void age(Path file) throws IOException {
    var old = Instant.now().minus(Tidying.READ_WITHIN).minus(Duration.ofMinutes(1));
    Files.setLastModifiedTime(file, FileTime.from(old));
  }
}
