package dev.foresight.sampler.decoding;

import static dev.foresight.sampler.decoding.SmallModels.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.model.Precision;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RootsTest {
  private final LoadedModel model = random(Precision.FLOAT32, 96);

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void aRootIsReadOnce() {
    try (var roots = new Roots(1 << 20)) {
      var first = read(roots, 1, 2, 3);
      var second = read(roots, 1, 2, 3);
      assertThat(second.read()).isSameAs(first.read());
      assertThat(roots.hits()).isEqualTo(1);
      assertThat(roots.misses()).isEqualTo(1);
    }
  }

  @Test
  void whileOneReadsARootOthersDoNot() {
    try (var roots = new Roots(1 << 20);
        var first = roots.lease(prompt(1, 2)).orElseThrow()) {
      assertThat(roots.lease(prompt(1, 2))).isEmpty();
      first.read();
      assertThat(roots.lease(prompt(1, 2))).isPresent();
    }
  }

  @Test
  void theLongestUnusedIsClosedAndNoneInUse() {
    long root = prompt(1, 2, 3).bytesOfRoot();
    long question = prompt(1, 2, 3).bytesOfQuestion();
    try (var roots = new Roots(2 * root + question)) {
      read(roots, 1, 1, 1).close();
      read(roots, 2, 2, 2).close();
      read(roots, 1, 1, 1).close(); // used again
      read(roots, 3, 3, 3).close();
      assertThat(roots.bytes()).isEqualTo(2 * root);
      read(roots, 1, 1, 1).close();
      assertThat(roots.misses()).isEqualTo(3);
      var used = read(roots, 2, 2, 2);
      assertThat(roots.misses()).isEqualTo(4);
      assertThat(roots.hasRoom(prompt(4, 4, 4))).isFalse();
      used.close();
      assertThat(roots.hasRoom(prompt(4, 4, 4))).isTrue();
    }
  }

  @Test
  void aQuestionCountsAsWell() {
    var prompt = prompt(1, 2, 3);
    try (var roots = new Roots(prompt.bytes() + prompt.bytesOfQuestion() - 1)) {
      var first = read(roots, 1, 2, 3);
      assertThat(roots.bytes()).isEqualTo(prompt.bytes());
      assertThat(roots.hasRoom(prompt)).isFalse();
      first.close();
      assertThat(roots.hasRoom(prompt)).isTrue();
    }
  }

  @Test
  void aRootThatWasNotReadTakesNothingOnceItIsGivenUp() {
    try (var roots = new Roots(1 << 20)) {
      roots.lease(prompt(1, 2, 3)).orElseThrow().close();
      assertThat(roots.bytes()).isZero();
    }
  }

  @Test
  void aModelsRootsAreClosedWithIt() {
    try (var roots = new Roots(1 << 20)) {
      var other = random(Precision.FLOAT32, 96);
      try (var root = roots.lease(Roots.Prompt.of(other, new int[] {1, 2}, 1)).orElseThrow()) {
        root.read();
      }
      assertThat(roots.bytes()).isPositive();
      other.close();
      assertThat(roots.bytes()).isZero();
    }
  }

  private Roots.Lease read(Roots roots, int... root) {
    assertThat(roots.hasRoom(prompt(root))).isTrue();
    var lease = roots.lease(prompt(root)).orElseThrow();
    lease.read();
    return lease;
  }

  /** {@code root} and a question of one token. */
  private Roots.Prompt prompt(int... root) {
    return Roots.Prompt.of(model, Arrays.copyOf(root, root.length + 1), root.length);
  }
}
