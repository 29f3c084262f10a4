package dev.foresight.trainer.data;

import static dev.foresight.trainer.data.SourceFiles.read;
import static dev.foresight.trainer.data.SourceFiles.text;
import static dev.foresight.trainer.data.SourceFiles.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextReaderTest {
  private final Path folder;

  TextReaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aFileIsOneDocument() throws IOException {
    write(folder.resolve("a.txt"), "\ufeffone\r\n\r\n two\rthree");
    write(folder.resolve("b.txt"), "");
    write(folder.resolve("c.txt"), " \n\n");
    write(folder.resolve("d.txt"), "four\n");
    assertThat(read(text(folder.resolve("*.txt"))).texts())
        .containsExactly("one\r\n\r\n two\rthree", "four\n");
  }

  @Test
  void separatorsOnLinesOfTheirOwnMakeSeveral() throws IOException {
    Path file =
        write(
            folder.resolve("a.txt"),
            "<|endoftext|>\none <|endoftext|> one\n<|endoftext|>\r\n\n<|endoftext|>\ntwo\n"
                + "<|endoftext|>");
    assertThat(read(text(file)).texts()).containsExactly("one <|endoftext|> one\n", "two\n");
  }

  @Test
  void longDocumentsAreCutAtLineBreaksAndNothingIsLost() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 20; round++) {
      StringBuilder book = new StringBuilder();
      while (book.length() < 400_000) {
        book.append("é日😀x ".repeat(random.nextInt(round % 4 == 0 ? 60_000 : 200)));
        book.append(round % 2 == 0 ? "word\n" : "y");
      }
      Path file = write(folder.resolve("book.txt"), book.toString());
      List<Row> rows = rows(file);
      StringBuilder whole = new StringBuilder();
      for (Row row : rows) {
        assertThat(row.content().length).isBetween(1, 2 * TextReader.PART + TextReader.PART);
        whole.append(new String(row.content(), StandardCharsets.UTF_8));
      }
      assertThat(whole.toString()).isEqualTo(book.toString());
      assertThat(rows.subList(0, rows.size() - 1)).noneMatch(Row::ends);
      assertThat(rows.getLast().ends()).isTrue();
      assertThat(read(text(file)).broken()).isEmpty();
    }
  }

  @Test
  void theLastPartEndsTheDocumentWhereverItIsCut() throws IOException {
    String part = "x".repeat(TextReader.PART - 1) + "\n";
    Path file = write(folder.resolve("a.txt"), part + part + "<|endoftext|>\n" + part);
    assertThat(rows(file)).extracting(Row::ends).containsExactly(false, true, true);
    assertThat(rows(file)).extracting(Row::number).containsExactly(1L, 2L, 4L);
  }

  @Test
  void aPartThatIsNotUtf8IsBrokenAndItsLineNamed() throws IOException {
    Path file = folder.resolve("a.txt");
    Files.write(file, "one\n<|endoftext|>\ntw\u00f6\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(read(text(file)).texts()).containsExactly("one\n");
    assertThat(read(text(file)).broken()).containsExactly("3: not UTF-8");
  }

  private static List<Row> rows(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (TextReader reader = new TextReader(file)) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        rows.add(row);
      }
    }
    return rows;
  }
}
