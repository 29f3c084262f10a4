package dev.foresight.standalone.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowingTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"naïve", "漢字", "🙂👩‍👩‍👧 x", "plain"})
  void aCharacterAppearsWithTheLastOfItsBytes(String text) {
    GrowingText growing = new GrowingText(List.of());
    String before = "";
    for (byte b : text.getBytes(UTF_8)) {
      growing.append(new byte[] {b});
      String certain = growing.certain();
      assertThat(text).startsWith(certain);
      assertThat(certain).startsWith(before).doesNotContain("\uFFFD");
      before = certain;
    }
    assertThat(before).isEqualTo(text);
    assertThat(growing.end()).isEqualTo(text);
  }

  @Test
  void bytesThatAreNoCharacterAreReplaced() {
    GrowingText growing = new GrowingText(List.of());
    growing.append(new byte[] {'a', (byte) 0xE6, (byte) 0xBC});
    assertThat(growing.certain()).isEqualTo("a");
    assertThat(growing.end()).isEqualTo("a\uFFFD");
  }

  @Test
  void whatMayBecomeAStopStringWaits() {
    GrowingText growing = new GrowingText(List.of("Question:", "\n\n"));
    growing.append("18\nQues".getBytes(UTF_8));
    assertThat(growing.certain()).isEqualTo("18\n");
    growing.append("t".getBytes(UTF_8));
    assertThat(growing.certain()).isEqualTo("18\n");
    growing.append("s and\n".getBytes(UTF_8));
    assertThat(growing.certain()).isEqualTo("18\nQuests and");
    assertThat(growing.end()).isEqualTo("18\nQuests and\n");
  }

  @Test
  void theTextEndsBeforeTheFirstStopString() {
    GrowingText growing = new GrowingText(List.of("Question:", "\n\n"));
    growing.append("18\n\nQuestion: 2".getBytes(UTF_8));
    assertThat(growing.certain()).isEqualTo("18");
    assertThat(growing.end()).isEqualTo("18");
  }
}
