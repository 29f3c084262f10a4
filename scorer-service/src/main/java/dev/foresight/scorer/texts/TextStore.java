package dev.foresight.scorer.texts;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The texts of all evaluations, below {@code evaluations/<id>/samples} of the checkpoint store, in
 * Parquet files that any tool reads. The same records may be stored again, after a crash or from
 * the start: readers take the first record of each index. Safe for several threads and processes.
 */
public final class TextStore implements AutoCloseable {
  private final Path evaluations;
  private final Database database;
  private final PartFiles files;
  private final Tidying tidying;

  private record Group(String evaluation, int partition) {
    static Group of(SampleRecord record) {
      return new Group(record.batch().getEvaluationId(), record.partition());
    }
  }

  /**
   * The texts in a checkpoint store.
   *
   * @param store root folder of the checkpoint store
   * @param scratch folder for what sorting does not hold in memory
   * @param memory most memory of DuckDB, such as {@code 256MB}
   */
  public TextStore(Path store, Path scratch, String memory, Clock clock) {
    evaluations = store.toAbsolutePath().normalize().resolve("evaluations");
    database = new Database(evaluations, scratch, memory);
    files = new PartFiles(database);
    tidying = new Tidying(files, clock);
  }

  /**
   * Writes {@code records} so that they outlive a crash: one part for each evaluation and
   * partition.
   *
   * @param topic id of the topic that they are from
   * @param records fit to be tallied, in the order of their offsets, none left out between the
   *     first and the last of a partition
   */
  public void store(String topic, List<SampleRecord> records) throws IOException {
    Map<Group, List<SampleRecord>> groups =
        records.stream().collect(Collectors.groupingBy(Group::of));
    for (var group : groups.entrySet()) {
      store(topic, group.getKey(), group.getValue());
    }
  }

  private void store(String topic, Group group, List<SampleRecord> records) throws IOException {
    var folder = folder(group.evaluation);
    var part =
        new Part(topic, group.partition, records.getFirst().offset(), records.getLast().offset());
    files.write(folder, part, records);
    tidying.afterWriting(folder);
  }

  /** What there is to read of an evaluation. */
  public Texts of(Selection selection) {
    return new Texts(database, folder(selection.evaluation()), selection);
  }

  /**
   * Merges an evaluation's small files and removes those that others cover.
   *
   * @return whether nothing is left to do
   */
  public boolean tidy(String evaluation) throws IOException {
    return tidying.whole(folder(evaluation));
  }

  private PartFolder folder(String evaluation) {
    return new PartFolder(evaluations.resolve(evaluation).resolve("samples"));
  }

  @Override
  public void close() throws IOException {
    try {
      database.close();
    } catch (SQLException e) {
      throw new IOException("DuckDB did not close", e);
    }
  }
}
