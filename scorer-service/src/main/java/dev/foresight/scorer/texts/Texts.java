package dev.foresight.scorer.texts;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.duckdb.DuckDBConnection;

/**
 * The stored samples of a selection, each index once: its first record, by partition and offset. In
 * the order of problems, then temperatures as numbers, then indices. Memory does not grow with
 * their number.
 */
public final class Texts {
  private static final int PROBLEMS_AT_ONCE = 32;
  private static final String SELECTED =
      """
       FROM read_parquet(?)
      WHERE problem BETWEEN ? AND ? AND problem IN (SELECT unnest(?))
        AND temperature IN (SELECT unnest(?)) AND sample_index < ?
      """;
  private static final String FIRST =
      """
      SELECT problem, temperature, sample_index, question, reference_answer, text, finish_reason,
             token_count, model_log_probability, sampled_log_probability
      """
          + SELECTED
          + """
      QUALIFY row_number() OVER (PARTITION BY problem, temperature, sample_index
                                 ORDER BY kafka_partition, kafka_offset) = 1
      ORDER BY problem, CAST(temperature AS DOUBLE), temperature, sample_index
      """;
  private static final String COUNTS =
      "SELECT problem, count(*) FROM (SELECT DISTINCT problem, temperature, sample_index"
          + SELECTED
          + ") GROUP BY problem";
  private static final String QUESTIONS =
      "SELECT problem, arg_min(question, kafka_offset), arg_min(reference_answer, kafka_offset)"
          + SELECTED
          + "GROUP BY problem";

  private final Database database;
  private final PartFolder folder;
  private final Selection selection;

  Texts(Database database, PartFolder folder, Selection selection) {
    this.database = database;
    this.folder = folder;
    this.selection = selection;
  }

  /** Takes samples until it has enough. */
  @FunctionalInterface
  public interface Reader {
    /** Takes one; returns whether it wants more. */
    boolean take(StoredSample sample) throws IOException;
  }

  /** A problem as it was asked. */
  public record Question(String question, String referenceAnswer) {}

  @FunctionalInterface
  private interface RowReader {
    boolean take(ResultSet row) throws SQLException, IOException;
  }

  /** Equal as long as the same files are there; those never change. */
  public Object version() throws IOException {
    return folder.standing();
  }

  /** Reads every sample. */
  public void read(Reader reader) throws IOException {
    for (var problems : portions(selection.problems())) {
      if (!query(FIRST, problems, row -> reader.take(sample(row)))) {
        return;
      }
    }
  }

  /** How many there are by problem; none where there is none. */
  public NavigableMap<Integer, Integer> counts() throws IOException {
    var counts = new TreeMap<Integer, Integer>();
    query(COUNTS, selection.problems(), row -> put(counts, row.getInt(1), row.getInt(2)));
    return counts;
  }

  /** Question and reference answer of the problems that have samples. */
  public NavigableMap<Integer, Question> questions() throws IOException {
    var questions = new TreeMap<Integer, Question>();
    query(
        QUESTIONS,
        selection.problems(),
        row -> put(questions, row.getInt(1), new Question(row.getString(2), row.getString(3))));
    return questions;
  }

  private static <V> boolean put(Map<Integer, V> map, int problem, V value) {
    map.put(problem, value);
    return true;
  }

  private static List<List<Integer>> portions(List<Integer> problems) {
    var portions = new ArrayList<List<Integer>>();
    for (int from = 0; from < problems.size(); from += PROBLEMS_AT_ONCE) {
      int to = Math.min(problems.size(), from + PROBLEMS_AT_ONCE);
      portions.add(problems.subList(from, to));
    }
    return portions;
  }

  private boolean query(String query, List<Integer> problems, RowReader reader) throws IOException {
    var parts = folder.standing();
    if (parts.isEmpty() || problems.isEmpty()) {
      return true;
    }
    try (var connection = database.connect();
        var statement = connection.prepareStatement(query)) {
      bind(connection, statement, folder.files(parts), problems);
      return read(statement, reader);
    } catch (SQLException e) {
      throw new IOException(folder.path() + ": not read: " + e.getMessage(), e);
    }
  }

  private void bind(
      DuckDBConnection connection,
      PreparedStatement statement,
      String[] files,
      List<Integer> problems)
      throws SQLException {
    statement.setObject(1, connection.createArrayOf("VARCHAR", files));
    statement.setInt(2, problems.getFirst());
    statement.setInt(3, problems.getLast());
    statement.setObject(4, connection.createArrayOf("INTEGER", problems.toArray()));
    statement.setObject(5, connection.createArrayOf("VARCHAR", selection.temperatures().toArray()));
    statement.setInt(6, selection.samples());
  }

  private static boolean read(PreparedStatement statement, RowReader reader)
      throws SQLException, IOException {
    try (var rows = statement.executeQuery()) {
      while (rows.next()) {
        if (!reader.take(rows)) {
          return false;
        }
      }
      return true;
    }
  }

  private static StoredSample sample(ResultSet row) throws SQLException {
    return new StoredSample(
        row.getInt(1),
        row.getString(2),
        row.getInt(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getInt(8),
        row.getDouble(9),
        row.getDouble(10));
  }
}
