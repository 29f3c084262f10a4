package dev.foresight.sampler.decoding;

import static dev.foresight.sampler.decoding.SmallModels.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.model.Precision;
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
      var second = roots.lease(model, new int[] {1, 2, 3});
      assertThat(second.claim()).isTrue();
      assertThat(second.read()).isSameAs(first.read());
      assertThat(roots.hits()).isEqualTo(1);
      assertThat(roots.misses()).isEqualTo(1);
    }
  }

  @Test
  void whileOneReadsARootOthersDoNot() {
    try (var roots = new Roots(1 << 20);
        var first = roots.lease(model, new int[] {1, 2});
        var second = roots.lease(model, new int[] {1, 2})) {
      assertThat(first.claim()).isTrue();
      assertThat(second.claim()).isFalse();
      first.read();
      assertThat(second.claim()).isTrue();
    }
  }

  @Test
  void theLongestUnusedIsClosedAndNoneInUse() {
    long one;
    try (var roots = new Roots(1 << 20)) {
      read(roots, 1, 2, 3).close();
      one = roots.bytes();
    }
    try (var roots = new Roots(2 * one)) {
      read(roots, 1, 1, 1).close();
      read(roots, 2, 2, 2).close();
      read(roots, 1, 1, 1).close(); // used again
      read(roots, 3, 3, 3).close();
      assertThat(roots.bytes()).isEqualTo(2 * one);
      read(roots, 1, 1, 1).close();
      assertThat(roots.misses()).isEqualTo(3);
      read(roots, 2, 2, 2).close();
      assertThat(roots.misses()).isEqualTo(4);

      var used = read(roots, 4, 4, 4);
      var alsoUsed = read(roots, 5, 5, 5);
      var beyond = read(roots, 6, 6, 6);
      assertThat(roots.bytes()).isEqualTo(3 * one);
      used.close();
      assertThat(roots.bytes()).isEqualTo(2 * one);
      alsoUsed.close();
      beyond.close();
    }
  }

  @Test
  void aModelsRootsAreClosedWithIt() {
    try (var roots = new Roots(1 << 20)) {
      var other = random(Precision.FLOAT32, 96);
      var root = roots.lease(other, new int[] {1});
      root.claim();
      root.read();
      root.close();
      assertThat(roots.bytes()).isPositive();
      other.close();
      assertThat(roots.bytes()).isZero();
    }
  }

  private Roots.Lease read(Roots roots, int... tokens) {
    var lease = roots.lease(model, tokens);
    assertThat(lease.claim()).isTrue();
    lease.read();
    return lease;
  }
}
