package dev.foresight.sampler.decoding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StopStringsTest {
  private static final List<String> TOKENS =
      List.of("a", "b", "\n", "\n\n", "Quest", "ion:", "ion", "aQ", "é", "ab");

  @Test
  void aStopStringAcrossTokensIsFound() {
    assertThat(found(stops("\n\n", "Question:"), 0, 7, 4)).isFalse();
    assertThat(found(stops("\n\n", "Question:"), 7, 5)).isFalse();
    assertThat(found(stops("\n\n", "Question:"), 0, 4, 5)).isTrue();
    assertThat(found(stops("\n\n", "Question:"), 2, 2)).isTrue();
    assertThat(found(stops("\n\n", "Question:"), 2, 0, 2)).isFalse();
    assertThat(found(stops("\n\n", "Question:"), 3)).isTrue();
  }

  @Test
  void aTextIsCutBeforeTheFirstStopString() {
    assertThat(stops("\n\n", "Question:").cut("18\nQuestion: 1\n\n")).isEqualTo("18\n");
    assertThat(stops("\n\n").cut("18")).isEqualTo("18");
  }

  @Test
  void noStopStringsFindNothing() {
    assertThat(found(stops(), 0, 1, 2, 3, 4, 5)).isFalse();
  }

  @Test
  void agreesWithSearchingTheWholeText() {
    var random = new SplittableRandom(1);
    for (int trial = 0; trial < 20_000; trial++) {
      var stops = stops(text(random, 1 + random.nextInt(2)), text(random, 1 + random.nextInt(3)));
      int state = StopStrings.START;
      var text = new StringBuilder();
      for (int i = 0; i < 12; i++) {
        int token = random.nextInt(TOKENS.size());
        text.append(TOKENS.get(token));
        state = stops.after(state, token);
        boolean inText = stops.cut(text.toString()).length() < text.length();
        assertThat(state == StopStrings.FOUND).as(text.toString()).isEqualTo(inText);
      }
    }
  }

  private static String text(SplittableRandom random, int tokens) {
    var text = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      text.append(TOKENS.get(random.nextInt(TOKENS.size())));
    }
    return text.toString();
  }

  private static boolean found(StopStrings stops, int... tokens) {
    int state = StopStrings.START;
    for (int token : tokens) {
      state = stops.after(state, token);
    }
    return state == StopStrings.FOUND;
  }

  private static StopStrings stops(String... strings) {
    return StopStrings.of(
        List.of(strings), TOKENS.size(), token -> TOKENS.get(token).getBytes(UTF_8));
  }
}
