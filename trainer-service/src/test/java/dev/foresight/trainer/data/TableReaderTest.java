package dev.foresight.trainer.data;

import static dev.foresight.trainer.data.SourceFiles.read;
import static dev.foresight.trainer.data.SourceFiles.table;
import static dev.foresight.trainer.data.SourceFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableReaderTest {
  private final Path folder;

  TableReaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void quotesLineBreaksAndMarksOfCsvAreUnderstood() throws IOException {
    Path file =
        write(
            folder.resolve("it's [1] *.csv"),
            "\ufeffid,text,\"a \"\"name\"\"\"\r\n1,\"hello, \"\"x\"\"\nline\",a\r\n2,,b\r\n3,plain,c");
    assertThat(read(table(file, Format.CSV)).texts())
        .containsExactly("hello, \"x\"\nline", "", "plain");
    assertThat(read(table(file, Format.CSV)).broken()).isEmpty();
  }

  @Test
  void tabsSeparateWhereTheNameSaysSo() throws IOException {
    Path file = write(folder.resolve("a.tsv"), "id\ttext\n1\thello, you\n");
    assertThat(read(table(file, Format.CSV)).texts()).containsExactly("hello, you");
  }

  @Test
  void brokenRowsOfCsvAreNumberedAndTheOthersRead() throws IOException {
    byte[] rows =
        "id,text\n1,a\n2,b,more\n3\n4,\u00e9\n5,e\n".getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("a.csv"), rows);
    SourceFiles.Read read = read(table(file, Format.CSV));
    assertThat(read.texts()).containsExactly("a", "e");
    assertThat(read.broken()).hasSize(3);
    assertThat(read.broken().get(0)).startsWith("3: TOO MANY COLUMNS");
    assertThat(read.broken().get(1)).startsWith("4: MISSING COLUMNS");
    assertThat(read.broken().get(2)).startsWith("5: INVALID ENCODING");
  }

  @Test
  void aQuoteThatNeverEndsIsABrokenRow() throws IOException {
    Path file = write(folder.resolve("a.csv"), "id,text\n1,\"never\n2,x\n");
    assertThat(read(table(file, Format.CSV)).broken()).singleElement().asString().startsWith("2: ");
  }

  @Test
  void filesWithoutRowsHoldNothingAndALongFieldIsRead() throws IOException {
    assertThat(read(table(write(folder.resolve("a.csv"), ""), Format.CSV)).texts()).isEmpty();
    Path header = write(folder.resolve("b.csv"), "text\n");
    assertThat(read(table(header, Format.CSV)).texts()).isEmpty();
    Path wide = write(folder.resolve("c.csv"), "id,text\n1," + "x".repeat(5_000_000) + "\n2,y\n");
    assertThat(read(table(wide, Format.CSV)).texts())
        .extracting(String::length)
        .containsExactly(5_000_000, 1);
  }

  @Test
  void parquetIsReadInItsOrder() throws IOException, SQLException {
    Path file = parquet("SELECT i AS id, 'text ' || i AS text FROM range(60000) t(i)");
    List<String> expected = IntStream.range(0, 60000).mapToObj(i -> "text " + i).toList();
    assertThat(read(table(file, Format.PARQUET)).texts()).isEqualTo(expected);
  }

  @Test
  void nullsOfParquetAreBrokenRows() throws IOException, SQLException {
    Path file = parquet("SELECT CASE WHEN i <> 2 THEN 't' || i END AS text FROM range(4) t(i)");
    SourceFiles.Read read = read(table(file, Format.PARQUET));
    assertThat(read.texts()).containsExactly("t0", "t1", "t3");
    assertThat(read.broken()).containsExactly("3: text is null");
  }

  @Test
  void aMissingColumnIsAnErrorThatListsThoseThatAreThere() throws Exception {
    Path csv = write(folder.resolve("a.csv"), "id,body\n1,a\n");
    assertThatThrownBy(() -> read(table(csv, Format.CSV)))
        .isInstanceOf(IOException.class)
        .hasMessage(csv + ": there is no column \"text\" among id, body");
    Path parquet = parquet("SELECT 1 AS id, 'a' AS body");
    assertThatThrownBy(() -> read(table(parquet, Format.PARQUET)))
        .isInstanceOf(IOException.class)
        .hasMessage(parquet + ": there is no column \"text\" among id, body");
  }

  @Test
  void aColumnThatIsNoTextAndAFileThatIsNoTableAreRefused() throws Exception {
    Path numbers = parquet("SELECT 1 AS text");
    assertThatThrownBy(() -> read(table(numbers, Format.PARQUET)))
        .hasMessage(numbers + ": the column text is no text but INTEGER");
    Path nothing = write(folder.resolve("x.parquet"), "this is not a table, but long enough");
    assertThatThrownBy(() -> read(table(nothing, Format.PARQUET)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(nothing + ": DuckDB cannot read it: ");
  }

  private Path parquet(String select) throws SQLException {
    Path file = folder.resolve("it's a table.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (%s) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 5000)"
              .formatted(select, file.toString().replace("'", "''")));
    }
    return file;
  }
}
