package dev.foresight.model.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs are written as Latin-1, an operation a character. */
class UnpicklerTest {
  private static final String BEGIN = "\u0080\u0002";
  private static final String TENSOR = "ctorch._utils\n_rebuild_tensor_v2\n";

  @Test
  void aTensorInADictionaryIsRead() throws IOException {
    assertThat(
            read(
                dictionary(
                    tensor("FloatStorage", 6, 0, "K\u0002K\u0003\u0086K\u0003K\u0001\u0086"))))
        .isEqualTo(Map.of("w", new StoredTensor(ElementType.FLOAT, "0", 0, List.of(2L, 3L))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"os\nsystem", "builtins\neval", "torch\nload", "torch._utils\n_rebuild_qtensor"})
  void whatCouldRunIsRefused(String name) {
    assertThatThrownBy(() -> read(BEGIN + "c" + name + "\nX\u0004\0\0\0exit\u0085R."))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("asks for " + name.replace('\n', '.'));
  }

  @Test
  void integersAreNoWeights() {
    assertThatThrownBy(
            () -> read(dictionary(tensor("LongStorage", 6, 0, "K\u0006\u0085K\u0001\u0085"))))
        .hasMessageContaining("torch.LongStorage");
  }

  @Test
  void aTensorBeyondItsStorageIsRefused() {
    assertThatThrownBy(
            () -> read(dictionary(tensor("FloatStorage", 6, 1, "K\u0006\u0085K\u0001\u0085"))))
        .hasMessageContaining("reaches beyond its storage");
  }

  @Test
  void aTransposedTensorIsRefused() {
    assertThatThrownBy(
            () ->
                read(
                    dictionary(
                        tensor("FloatStorage", 6, 0, "K\u0002K\u0003\u0086K\u0001K\u0002\u0086"))))
        .hasMessageContaining("row order");
  }

  @Test
  void whateverIsCutOffIsDamaged() {
    String whole = dictionary(tensor("FloatStorage", 6, 0, "K\u0006\u0085K\u0001\u0085"));
    for (int length = 0; length < whole.length(); length++) {
      String part = whole.substring(0, length);
      assertThatThrownBy(() -> read(part)).as(part).isInstanceOf(IOException.class);
    }
  }

  private static String dictionary(String value) {
    return BEGIN + "}(X\u0001\0\0\0w" + value + "u.";
  }

  private static String tensor(String storage, int elements, int offset, String shapeAndStrides) {
    return TENSOR
        + "((X\u0007\0\0\0storagectorch\n"
        + storage
        + "\nX\u0001\0\0\u00000X\u0003\0\0\0cpuK"
        + (char) elements
        + "tQK"
        + (char) offset
        + shapeAndStrides
        + "\u0089ccollections\nOrderedDict\n)RtR";
  }

  private static Object read(String program) throws IOException {
    return Unpickler.read(program.getBytes(StandardCharsets.ISO_8859_1));
  }
}
