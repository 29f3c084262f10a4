package dev.foresight.scorer.texts;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * DuckDB as what reads and writes Parquet below one folder; it sees no other file, and queries
 * cannot change that. Opened when it is first needed: its native library takes a second to unpack.
 */
final class Database implements AutoCloseable {
  private final Path folder;
  private final Path scratch;
  private final String memory;
  private @Nullable DuckDBConnection opened;

  /**
   * A database, not opened yet.
   *
   * @param folder what it may read and write
   * @param scratch where sorting goes that exceeds {@code memory}
   * @param memory such as {@code 256MB}
   */
  Database(Path folder, Path scratch, String memory) {
    this.folder = folder.toAbsolutePath().normalize();
    this.scratch = scratch.toAbsolutePath().normalize();
    this.memory = memory;
  }

  /** A connection for one caller, to be closed. */
  synchronized DuckDBConnection connect() throws SQLException {
    if (opened == null) {
      opened = open();
    }
    return opened.duplicate();
  }

  private DuckDBConnection open() throws SQLException {
    var settings = new Properties();
    settings.setProperty("jdbc_stream_results", "true");
    // Callers bring their own threads; there are none besides.
    settings.setProperty("threads", "1");
    settings.setProperty("memory_limit", memory);
    settings.setProperty("temp_directory", scratch.toString());
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    var connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings);
    try (Statement statement = connection.createStatement()) {
      // Footers are read once; files never change.
      statement.execute("SET parquet_metadata_cache = true");
      var allowed = literal(folder.toString()) + ", " + literal(verbatim(folder));
      statement.execute("SET allowed_directories = [" + allowed + "]");
      statement.execute("SET enable_external_access = false");
      statement.execute("SET lock_configuration = true");
    } catch (SQLException e) {
      close(connection);
      throw e;
    }
    return connection;
  }

  private static void close(Connection connection) throws SQLException {
    connection.close();
  }

  /** A path such that none of its characters means a pattern to DuckDB. */
  static String verbatim(Path path) {
    return path.toString().replaceAll("([*?\\[])", "[$1]");
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public synchronized void close() throws SQLException {
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }
}
