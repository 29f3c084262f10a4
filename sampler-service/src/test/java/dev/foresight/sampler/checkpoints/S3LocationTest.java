package dev.foresight.sampler.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3LocationTest {
  @Test
  void aLocationIsABucketAndAPrefix() {
    assertThat(S3Location.parse("s3://models/llama/7b/"))
        .hasValue(new S3Location("models", "llama/7b"));
    assertThat(S3Location.parse("s3://models")).hasValue(new S3Location("models", ""));
    assertThat(at("s3://models/llama/7b")).hasToString("s3://models/llama/7b");
    assertThat(at("s3://models/llama/7b").name()).isEqualTo("7b");
    assertThat(at("s3://models").name()).isEqualTo("models");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://",
        "s3:///x",
        "s3://models//x",
        "s3://models/../x",
        "s3://models/./x",
        "/models"
      })
  void anythingElseIsNone(String text) {
    assertThat(S3Location.parse(text)).isEmpty();
  }

  @Test
  void belowIsAtASlashAndInTheSameBucket() {
    assertThat(at("s3://models/llama/7b").isBelow(at("s3://models/llama"))).isTrue();
    assertThat(at("s3://models/llama").isBelow(at("s3://models"))).isTrue();
    assertThat(at("s3://models/llama-2").isBelow(at("s3://models/llama"))).isFalse();
    assertThat(at("s3://models/llama").isBelow(at("s3://models/llama"))).isFalse();
    assertThat(at("s3://other/llama/7b").isBelow(at("s3://models/llama"))).isFalse();
    assertThat(at("s3://models").isBelow(at("s3://models"))).isFalse();
  }

  private static S3Location at(String text) {
    return S3Location.parse(text).orElseThrow();
  }
}
