package dev.foresight.sampler.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PromptTokensTest {
  @Test
  void whatAllStartWithIsShared() {
    assertThat(tokens(new int[] {1, 2, 3, 4}, new int[] {1, 2, 5}, new int[] {1, 2, 3, 9, 9}))
        .isEqualTo(new PromptTokens(5, 2));
  }

  @Test
  void noPromptIsSharedWhole() {
    assertThat(tokens(new int[] {1, 2, 3})).isEqualTo(new PromptTokens(3, 2));
    assertThat(tokens(new int[] {1, 2}, new int[] {1, 2, 3})).isEqualTo(new PromptTokens(3, 1));
    assertThat(tokens(new int[] {1, 2, 3}, new int[] {1, 2})).isEqualTo(new PromptTokens(3, 1));
  }

  @Test
  void nothingMayBeShared() {
    assertThat(tokens(new int[] {1}, new int[] {2})).isEqualTo(new PromptTokens(1, 0));
    assertThat(tokens(new int[] {}, new int[] {2, 3})).isEqualTo(new PromptTokens(2, 0));
    assertThat(tokens()).isEqualTo(new PromptTokens(0, 0));
  }

  private static PromptTokens tokens(int[]... prompts) {
    return PromptTokens.of(List.of(prompts));
  }
}
