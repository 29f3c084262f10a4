package dev.foresight.proto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdsTest {
  private static final ModelShape SHAPE =
      ModelShape.newBuilder().setHiddenSize(128).setLayers(5).setVocabularySize(512).build();

  @Test
  void anIdIsTheDigestOfCanonicalJson() {
    assertThat(new String(Ids.canonicalJson(SHAPE), UTF_8))
        .isEqualTo("{\"hiddenSize\":128,\"layers\":5,\"vocabularySize\":512}");
    assertThat(Ids.of(SHAPE)).isEqualTo(Ids.sha256(Ids.canonicalJson(SHAPE)));
  }

  @Test
  void theDigestIsSha256InLowerCaseHexadecimal() {
    assertThat(Ids.sha256("abc".getBytes(UTF_8)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void anotherSpecificationHasAnotherId() {
    assertThat(Ids.of(SHAPE.toBuilder().setLayers(6).build())).isNotEqualTo(Ids.of(SHAPE));
  }

  @Test
  void aRepetitionHasAnotherIdAndTheFirstAttemptHasNone() {
    assertThat(Ids.of(SHAPE, 0)).isEqualTo(Ids.of(SHAPE));
    assertThat(Ids.of(SHAPE, 1)).isNotEqualTo(Ids.of(SHAPE)).isNotEqualTo(Ids.of(SHAPE, 2));
  }
}
