package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
  private final Path folder;

  SafetensorsFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path file(String header, int dataBytes) throws IOException {
    return file(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes);
  }

  private Path file(long length, String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(json);
    while (bytes.hasRemaining()) {
      bytes.put((byte) (0x3c + bytes.position() % 2));
    }
    return Files.write(folder.resolve("weights.safetensors"), bytes.array());
  }

  private static float[] read(SafetensorsFile tensors, String name, long... shape)
      throws IOException {
    float[] all = new float[2];
    int[] found = {0};
    tensors.read(
        name,
        (values, count) -> {
          System.arraycopy(values, 0, all, found[0], count);
          found[0] += count;
        },
        shape);
    return Arrays.copyOf(all, found[0]);
  }

  @Test
  void readsFloatsOfThreeWidths() throws IOException {
    String header =
        """
        {"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
        "h":{"dtype":"F16","shape":[1,1],"data_offsets":[4,6]},\
        "b":{"dtype":"BF16","shape":[1],"data_offsets":[6,8]}}""";
    Path path = file(header, 0);
    byte[] data = {0, 0, (byte) 0x80, 0x3f, 0, (byte) 0xc0, (byte) 0x80, (byte) 0xbf};
    Files.write(path, data, java.nio.file.StandardOpenOption.APPEND);
    try (SafetensorsFile tensors = SafetensorsFile.open(path)) {
      assertThat(tensors.metadata()).containsEntry("a", "b");
      assertThat(read(tensors, "w", 1)).containsExactly(1f);
      assertThat(read(tensors, "h", 1, 1)).containsExactly(-2f);
      assertThat(read(tensors, "b", 1)).containsExactly(-1f);
      assertThatThrownBy(() -> read(tensors, "h", 1))
          .hasMessageContaining("the tensor h is [1, 1], not [1]");
      assertThatThrownBy(() -> read(tensors, "x", 1))
          .hasMessageContaining("weights.safetensors: there is no tensor x");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{\"w\":1}",
        "{\"w\":{}}",
        "{\"__metadata__\":{\"a\":1},\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":\"2\",\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,9]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[4611686018427387906,2],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9223372036854775807]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"v\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
      })
  void hostileHeadersAreRefusedAndTheFileNamed(String header) throws IOException {
    Path path = file(header, 8);
    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("weights.safetensors");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 11, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE})
  void aHeaderLengthThatCannotBeIsRefused(long length) throws IOException {
    Path path = file(length, "{}", 8);
    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("weights.safetensors");
  }

  @Test
  void aFileShorterThanItsLengthFieldIsRefused() throws IOException {
    Path path = Files.write(folder.resolve("weights.safetensors"), new byte[7]);
    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it is shorter than its length field");
  }

  @Test
  void aHeaderThatFitsIsAccepted() throws IOException {
    Path path = file("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
    try (SafetensorsFile tensors = SafetensorsFile.open(path)) {
      assertThat(read(tensors, "w", 2)).hasSize(2);
    }
  }

  @Test
  @Tag("slow")
  void aTensorOfMoreThanTwoGibibytesIsReadInPieces() throws IOException {
    long elements = (1L << 29) + 5;
    String header =
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(elements, 4 * elements);
    Path path = file(header, 0);
    try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
      sparse.setLength(sparse.length() + 4 * elements);
      sparse.seek(sparse.length() - 4);
      sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f});
    }
    try (SafetensorsFile tensors = SafetensorsFile.open(path)) {
      long[] count = {0};
      float[] last = {0};
      tensors.read(
          "w",
          (values, some) -> {
            count[0] += some;
            last[0] = values[some - 1];
          },
          elements);
      assertThat(count[0]).isEqualTo(elements);
      assertThat(last[0]).isEqualTo(1f);
    }
  }

  @Test
  void typesThatAreNoFloatsAreListedButNotRead() throws IOException {
    Path path = file("{\"w\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8);
    try (SafetensorsFile tensors = SafetensorsFile.open(path)) {
      assertThat(tensors.names()).containsExactly("w");
      assertThatThrownBy(() -> read(tensors, "w", 1))
          .hasMessageContaining("the tensor w is of type I64, which is not read");
    }
  }
}
