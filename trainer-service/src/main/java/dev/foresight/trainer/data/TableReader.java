package dev.foresight.trainer.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table, streamed out of DuckDB in the file's order; memory does not grow with the
 * file. Rows of a CSV file that are not well-formed come last, numbered as records, the header
 * being 1. A field of CSV that is empty is an empty text; a null in Parquet is a broken row.
 */
final class TableReader implements RowReader {
  /** One thread keeps the order; nothing is fetched from elsewhere. */
  private static final List<String> SETTINGS =
      List.of(
          "SET threads TO 1",
          "SET temp_directory = ''",
          "SET autoinstall_known_extensions = false",
          "SET autoload_known_extensions = false");

  private static final int LONGEST = 1 << 24;

  private final Path file;
  private final String column;
  private final boolean csv;
  private final Connection connection;
  private final Statement statement;
  private final ResultSet table;
  private final long totalBytes;
  private final long totalRows;
  private @Nullable ResultSet rejected;
  private long row;
  private long textBytes;

  private TableReader(Path file, String column, boolean csv) throws IOException {
    this.file = file;
    this.column = column;
    this.csv = csv;
    totalBytes = Files.size(file);
    try {
      connection = open();
      statement = connection.createStatement();
    } catch (SQLException e) {
      throw failed(e);
    }
    try {
      for (String setting : SETTINGS) {
        statement.execute(setting);
      }
      totalRows = csv ? 0 : parquetRows();
      // All columns: where one is picked, DuckDB 1.4 and 1.5 crash on bytes that are not UTF-8.
      table = statement.executeQuery(csv ? "SELECT * FROM " + readCsv() : selectParquet());
    } catch (SQLException e) {
      close();
      throw failed(e);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  static TableReader csv(Path file, String column) throws IOException {
    return new TableReader(file, column, true);
  }

  static TableReader parquet(Path file, String column) throws IOException {
    return new TableReader(file, column, false);
  }

  private static Connection open() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    return DriverManager.getConnection("jdbc:duckdb:", properties);
  }

  @Override
  public @Nullable Row next() throws IOException {
    try {
      if (rejected == null && table.next()) {
        row++;
        return present(table.getString(csv ? columnIndex() : 1));
      }
      return csv ? nextRejected() : null;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private Row present(@Nullable String text) {
    if (text == null && !csv) {
      return Row.broken(row, column + " is null");
    }
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    textBytes += bytes.length;
    return Row.of(row + (csv ? 1 : 0), bytes);
  }

  private @Nullable Row nextRejected() throws SQLException {
    if (rejected == null) {
      rejected =
          statement.executeQuery(
              "SELECT line, min(error_type || ': ' || error_message) FROM reject_errors"
                  + " GROUP BY line ORDER BY line");
    }
    return rejected.next() ? Row.broken(rejected.getLong(1), rejected.getString(2)) : null;
  }

  @Override
  public long bytesRead() {
    return csv
        ? Math.min(textBytes, totalBytes)
        : totalRows == 0 ? totalBytes : (long) ((double) totalBytes * row / totalRows);
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private int columnIndex() throws SQLException {
    return table.findColumn(column);
  }

  private long parquetRows() throws SQLException {
    try (ResultSet result =
        statement.executeQuery("SELECT sum(num_rows) FROM parquet_file_metadata(" + path() + ")")) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  private String selectParquet() throws SQLException, IOException {
    Map<String, String> types = new LinkedHashMap<>();
    try (ResultSet described =
        statement.executeQuery("DESCRIBE SELECT * FROM read_parquet(" + path() + ")")) {
      while (described.next()) {
        types.put(described.getString(1), described.getString(2));
      }
    }
    requireColumn(List.copyOf(types.keySet()));
    String type = types.get(column);
    if (!"VARCHAR".equals(type)) {
      throw new IOException(file + ": the column " + column + " is no text but " + type);
    }
    return "SELECT \"" + column.replace("\"", "\"\"") + "\" FROM read_parquet(" + path() + ")";
  }

  private void requireColumn(List<String> columns) throws IOException {
    if (!columns.contains(column)) {
      throw new IOException(
          file + ": there is no column \"" + column + "\" among " + String.join(", ", columns));
    }
  }

  /** The columns are named here, since a sniffer gives up on a file with broken rows. */
  private String readCsv() throws IOException {
    char delimiter = file.toString().contains(".tsv") ? '\t' : ',';
    List<String> columns = totalBytes == 0 ? List.of(column) : CsvHeader.read(file, delimiter);
    requireColumn(columns);
    String types =
        columns.stream()
            .map(name -> quoted(name) + ": 'VARCHAR'")
            .collect(Collectors.joining(", ", "{", "}"));
    return "read_csv("
        + path()
        + ", auto_detect = false, header = true, columns = "
        + types
        + ", delim = "
        + quoted(String.valueOf(delimiter))
        + ", quote = '\"', escape = '\"', store_rejects = true, rejects_limit = 0, max_line_size = "
        + LONGEST
        + ", buffer_size = "
        + 2 * LONGEST
        + ")";
  }

  /** The file's name, so that none of its characters means a pattern. */
  private String path() {
    return quoted(file.toString().replaceAll("([*?\\[])", "[$1]"));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private IOException failed(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int error = message.indexOf("Error: ", message.indexOf('\n') + 1);
    String text = error < 0 ? message : message.substring(error);
    String first = text.lines().findFirst().orElse(text);
    return new IOException(file + ": DuckDB cannot read it: " + first, e);
  }
}
