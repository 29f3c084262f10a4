package dev.foresight.scorer.texts;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Makes part files: written aside, forced to the disk, then moved in place, so that a file with a
 * part's name is whole. What a killed writer left aside ends in {@value #ASIDE}.
 */
final class PartFiles {
  static final String ASIDE = ".tmp";

  private static final String COLUMNS =
      """
      evaluation VARCHAR, problem INTEGER, temperature VARCHAR, sample_index INTEGER,
      question VARCHAR, reference_answer VARCHAR, text VARCHAR, finish_reason VARCHAR,
      token_count INTEGER, model_log_probability DOUBLE, sampled_log_probability DOUBLE,
      kafka_partition INTEGER, kafka_offset BIGINT
      """;
  // Small groups: readers want a problem's rows, and skip groups by their least and greatest.
  private static final String PARQUET =
      " TO $1 (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 8192)";
  private static final String ORDER = " ORDER BY problem, temperature, sample_index";

  private final Database database;

  PartFiles(Database database) {
    this.database = database;
  }

  /** Writes the records of one evaluation, which are all of {@code part}'s range. */
  void write(PartFolder folder, Part part, List<SampleRecord> records) throws IOException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE part (" + COLUMNS + ")");
      append(connection, records);
      inPlace(folder, part, file -> copy(connection, "FROM part" + ORDER, file));
    } catch (SQLException e) {
      throw new IOException(folder.file(part) + ": not written: " + e.getMessage(), e);
    }
  }

  /** Writes what is in {@code parts}, of each index the first record only, as one file. */
  void merge(PartFolder folder, List<Part> parts, Part merged) throws IOException {
    var first =
        "FROM read_parquet($2) QUALIFY row_number() OVER (PARTITION BY problem, temperature,"
            + " sample_index ORDER BY kafka_offset) = 1";
    try (var connection = database.connect()) {
      inPlace(folder, merged, file -> copy(connection, first + ORDER, folder.files(parts), file));
    } catch (SQLException e) {
      throw new IOException(folder.file(merged) + ": not written: " + e.getMessage(), e);
    }
  }

  private static void append(DuckDBConnection connection, List<SampleRecord> records)
      throws SQLException {
    try (var appender = connection.createAppender("temp", "main", "part")) {
      for (var record : records) {
        for (Iterator<StoredSample> rows = record.samples().iterator(); rows.hasNext(); ) {
          append(appender, record, rows.next());
        }
      }
    }
  }

  private static void append(DuckDBAppender appender, SampleRecord record, StoredSample row)
      throws SQLException {
    appender
        .beginRow()
        .append(record.batch().getEvaluationId())
        .append(row.problem())
        .append(row.temperature())
        .append(row.index())
        .append(row.question())
        .append(row.referenceAnswer())
        .append(row.text())
        .append(row.finishReason())
        .append(row.tokens())
        .append(row.modelLogProbability())
        .append(row.sampledLogProbability())
        .append(record.partition())
        .append(record.offset())
        .endRow();
  }

  private static void copy(DuckDBConnection connection, String query, String[] files, Path to)
      throws SQLException {
    try (var copy = connection.prepareStatement("COPY (" + query + ")" + PARQUET)) {
      copy.setString(1, to.toString());
      copy.setObject(2, connection.createArrayOf("VARCHAR", files));
      copy.execute();
    }
  }

  private static void copy(DuckDBConnection connection, String query, Path to) throws SQLException {
    try (var copy = connection.prepareStatement("COPY (" + query + ")" + PARQUET)) {
      copy.setString(1, to.toString());
      copy.execute();
    }
  }

  @FunctionalInterface
  private interface Writing {
    void to(Path file) throws SQLException;
  }

  private static void inPlace(PartFolder folder, Part part, Writing writing)
      throws IOException, SQLException {
    Files.createDirectories(folder.path());
    var aside = folder.path().resolve(part.fileName() + "." + UUID.randomUUID() + ASIDE);
    try {
      writing.to(aside);
      force(aside, StandardOpenOption.WRITE);
      Files.move(aside, folder.file(part), ATOMIC_MOVE, REPLACE_EXISTING);
      force(folder.path(), StandardOpenOption.READ);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** Else a crash of the machine could lose what offsets say is there. */
  private static void force(Path path, StandardOpenOption how) throws IOException {
    try (var channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }
}
