package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ComputeDeviceTest {
  @Test
  void devicesGoByTheirNames() {
    assertThat(ComputeDevice.of("cpu")).isEqualTo(ComputeDevice.CPU);
    assertThat(new ComputeDevice("cuda:3").index()).isEqualTo(3);
    assertThat(ComputeDevice.of("auto").isCuda())
        .isEqualTo(Engine.getEngine("PyTorch").getGpuCount() > 0);
    assertThat(ComputeDevice.CPU.memoryBytes()).isGreaterThan(1L << 28);
    for (String wrong : new String[] {"", "gpu", "cuda", "cuda:", "cuda:01", "cuda:-1", "CPU"}) {
      assertThatThrownBy(() -> ComputeDevice.of(wrong))
          .hasMessage("a device must be auto, cpu or cuda:N, not \"" + wrong + "\"");
    }
    assertThatThrownBy(() -> ComputeDevice.of("cuda:999"))
        .hasMessageContaining("there is no device cuda:999: PyTorch sees");
  }

  /** What processors say of themselves is another way to find out. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void bfloat16IsPreferredWhereTheProcessorHasIt() throws IOException {
    String flags = Files.readString(Path.of("/proc/cpuinfo"));
    boolean has = flags.contains("avx512_bf16") || flags.contains("amx_bf16");
    assertThat(Precision.preferred(ComputeDevice.CPU))
        .isEqualTo(has ? Precision.BFLOAT16 : Precision.FLOAT32);
  }
}
