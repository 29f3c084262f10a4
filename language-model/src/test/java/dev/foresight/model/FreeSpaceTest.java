package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FreeSpaceTest {
  @Test
  void theFirstStretchThatFitsIsTaken() {
    FreeSpace space = new FreeSpace(100);
    assertThat(space.take(40)).hasValue(0);
    assertThat(space.take(40)).hasValue(40);
    assertThat(space.take(21)).isEmpty();
    space.give(0, 40);
    assertThat(space.take(30)).hasValue(0);
    assertThat(space.take(20)).hasValue(80);
    assertThat(space.take(10)).hasValue(30);
    assertThat(space.free()).isZero();
    assertThat(space.take(1)).isEmpty();
  }

  @Test
  void neighboursAreJoined() {
    FreeSpace space = new FreeSpace(90);
    for (int i = 0; i < 9; i++) {
      space.take(10);
    }
    space.give(20, 10);
    space.give(40, 10);
    assertThat(space.take(11)).isEmpty();
    space.give(30, 10);
    assertThat(space.take(31)).isEmpty();
    assertThat(space.take(30)).hasValue(20);
  }

  @Test
  void theEndOfWhatWasTakenCanBeGivenBack() {
    FreeSpace space = new FreeSpace(100);
    space.take(100);
    space.give(60, 40);
    space.give(20, 40);
    space.give(5, 0);
    assertThat(space.free()).isEqualTo(80);
    assertThat(space.take(80)).hasValue(20);
  }

  /** However space is taken and given back, no byte belongs to two, and in the end all is one. */
  @Test
  void noByteIsTakenTwice() {
    SplittableRandom random = new SplittableRandom(1);
    FreeSpace space = new FreeSpace(1000);
    boolean[] taken = new boolean[1000];
    List<long[]> held = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(20) < 10) {
        long bytes = random.nextLong(1, 121);
        OptionalLong first = space.take(bytes);
        first.ifPresent(
            from -> {
              mark(taken, from, bytes, true);
              held.add(new long[] {from, bytes});
            });
      } else if (!held.isEmpty()) {
        long[] some = held.remove(random.nextInt(held.size()));
        long kept = random.nextLong(some[1]);
        mark(taken, some[0] + kept, some[1] - kept, false);
        space.give(some[0] + kept, some[1] - kept);
        if (kept > 0) {
          held.add(new long[] {some[0], kept});
        }
      }
    }
    held.forEach(some -> space.give(some[0], some[1]));
    assertThat(space.free()).isEqualTo(1000);
    assertThat(space.take(1000)).hasValue(0);
  }

  private static void mark(boolean[] taken, long first, long count, boolean now) {
    for (long i = first; i < first + count; i++) {
      assertThat(taken[(int) i]).isEqualTo(!now);
      taken[(int) i] = now;
    }
  }
}
