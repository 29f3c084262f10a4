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
  // Their rows are smaller, and each query reads whole groups of rows.
  private static final int PROBLEMS_OF_COMPLETIONS = 128;
  private static final String SELECTED =
      """
       FROM read_parquet(?)
      WHERE problem BETWEEN ? AND ? AND problem IN (SELECT unnest(?))
        AND temperature IN (SELECT unnest(?)) AND sample_index < ?
      """;
  private static final String ONCE =
      """
      QUALIFY row_number() OVER (PARTITION BY problem, temperature, sample_index
                                 ORDER BY kafka_partition, kafka_offset) = 1
      """;
  private static final String FIRST =
      """
      SELECT problem, temperature, sample_index, question, reference_answer, text, finish_reason,
             token_count, model_log_probability, sampled_log_probability
      """
          + SELECTED
          + ONCE
          + "ORDER BY problem, CAST(temperature AS DOUBLE), temperature, sample_index";
  private static final String COMPLETIONS =
      "SELECT problem, reference_answer, text" + SELECTED + ONCE + "ORDER BY problem";
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

  /** Takes what grading needs of samples. */
  @FunctionalInterface
  public interface CompletionReader {
    /** Takes one. */
    void take(int problem, String referenceAnswer, String text);
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
    read(FIRST, PROBLEMS_AT_ONCE, row -> reader.take(sample(row)));
  }

  /** Reads what grading needs of every sample, by problem, in half the time. */
  public void readCompletions(CompletionReader reader) throws IOException {
    read(COMPLETIONS, PROBLEMS_OF_COMPLETIONS, row -> take(reader, row));
  }

  private static boolean take(CompletionReader reader, ResultSet row) throws SQLException {
    reader.take(row.getInt(1), row.getString(2), row.getString(3));
    return true;
  }

  private void read(String query, int atOnce, RowReader reader) throws IOException {
    for (var problems : portions(selection.problems(), atOnce)) {
      if (!query(query, problems, reader)) {
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

  private static List<List<Integer>> portions(List<Integer> problems, int atOnce) {
    var portions = new ArrayList<List<Integer>>();
    for (int from = 0; from < problems.size(); from += atOnce) {
      int to = Math.min(problems.size(), from + atOnce);
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
