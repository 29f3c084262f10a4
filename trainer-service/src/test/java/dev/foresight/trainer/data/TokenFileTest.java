package dev.foresight.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
  private final Path folder;

  TokenFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void numbersAreReadAcrossTheBordersOfSegments() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 1024; i++) {
      bytes.putInt(i * 0x10001 + 0x8000);
    }
    Path file = Files.write(folder.resolve("numbers"), bytes.array());
    for (int bits = 3; bits <= 12; bits++) {
      MappedFile mapped = MappedFile.open(file, bits);
      int[] ints = new int[1000];
      mapped.ints(4 * 20, ints, 3, 900);
      int[] shorts = new int[1000];
      mapped.unsignedShorts(2 * 30, shorts, 3, 900);
      for (int i = 0; i < 900; i++) {
        assertThat(ints[3 + i]).isEqualTo(bytes.getInt(4 * (20 + i)));
        assertThat(shorts[3 + i]).isEqualTo(bytes.getShort(2 * (30 + i)) & 0xFFFF);
      }
      assertThat(mapped.longAt(8 * 77)).isEqualTo(bytes.getLong(8 * 77));
    }
    assertThat(MappedFile.open(Files.createFile(folder.resolve("empty"))).size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void documentsComeBackAsTheyWereWritten(int tokenBytes) throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    int[][] documents = new int[500][];
    ByteBuffer tokens = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    int[] lengths = new int[documents.length];
    long[] hashes = random.longs(documents.length).toArray();
    for (int i = 0; i < documents.length; i++) {
      documents[i] =
          random.ints(random.nextInt(50), 0, tokenBytes == 2 ? 1 << 16 : 1 << 20).toArray();
      lengths[i] = documents[i].length;
      for (int id : documents[i]) {
        if (tokenBytes == 2) {
          tokens.putShort((short) id);
        } else {
          tokens.putInt(id);
        }
      }
    }
    byte[] written = new byte[tokens.position()];
    tokens.flip().get(written);
    Chunk chunk = new Chunk(Chunk.Position.START, List.of(), false, new Chunk.Position(0, 500), 0);
    try (TokenFileWriter writer = TokenFileWriter.open(folder.resolve("partial"), tokenBytes)) {
      writer.append(new TokenizedChunk(chunk, written, lengths, hashes, List.of()));
      writer.finish(folder.resolve("done"));
    }
    TokenFile file = TokenFile.open(folder.resolve("done"));
    assertThat(file.count()).isEqualTo(500);
    for (int i = 0; i < documents.length; i++) {
      int[] read = new int[file.length(i)];
      file.copy(i, 0, read, 0, read.length);
      assertThat(read).isEqualTo(documents[i]);
      assertThat(file.hash(i)).isEqualTo(hashes[i]);
    }
  }

  @Test
  void aVocabularyOf65536FitsTwoBytes() {
    assertThat(TokenFile.tokenBytes(65536)).isEqualTo(2);
    assertThat(TokenFile.tokenBytes(65537)).isEqualTo(4);
  }
}
