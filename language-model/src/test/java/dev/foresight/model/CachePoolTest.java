package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.Decoder.Batch;
import dev.foresight.model.Decoder.Prefix;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CachePoolTest {
  private static final ModelShape SHAPE = new ModelShape(61, 64, 4, 2, 96, 300, 1);

  @Test
  void aFullPoolStartsNothingUntilRowsLeave() {
    try (Transformer model = Transformer.initialize(SHAPE, Precision.BFLOAT16, 5);
        Decoder decoder = Decoder.of(model);
        Prefix prefix = decoder.prefill(new int[] {1, 2, 3});
        CachePool pool = new CachePool(ComputeDevice.CPU, 10 * decoder.bytesPerRow(40))) {
      assertThat(pool.capacity()).isEqualTo(10 * decoder.bytesPerRow(40));
      Batch first = decoder.start(prefix, 6, 40, pool).orElseThrow();
      assertThat(decoder.start(prefix, 5, 40, pool)).isEmpty();
      Optional<Batch> second = decoder.start(prefix, 4, 40, pool);
      assertThat(second).isPresent();
      assertThat(pool.inUse()).isEqualTo(pool.capacity());
      first.remove(new int[] {0, 1, 2});
      assertThat(pool.inUse()).isEqualTo(7 * decoder.bytesPerRow(40));
      assertThat(decoder.start(prefix, 4, 40, pool)).isEmpty();
      second.orElseThrow().close();
      second.orElseThrow().close();
      try (Batch large = decoder.start(prefix, 7, 40, pool).orElseThrow()) {
        assertThat(large.rows()).isEqualTo(7);
        assertThat(pool.inUse()).isEqualTo(pool.capacity());
      }
      first.close();
      assertThat(pool.inUse()).isZero();
    }
  }

  @Test
  void aPoolHoldsWhatTheMachineCanGive() {
    assertThatThrownBy(() -> new CachePool(ComputeDevice.CPU, 0))
        .hasMessage("a cache pool must hold at least 1 byte, not 0");
    assertThatThrownBy(() -> new CachePool(ComputeDevice.CPU, Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cpu has no 9223372036854775807 bytes for caches");
    try (CachePool pool = new CachePool(ComputeDevice.CPU, 100)) {
      assertThat(pool.capacity()).isEqualTo(64);
    }
  }
}
