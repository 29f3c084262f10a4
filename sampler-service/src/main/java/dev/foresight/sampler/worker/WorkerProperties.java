package dev.foresight.sampler.worker;

import dev.foresight.model.ComputeDevice;
import dev.foresight.sampler.decoding.Engine;
import dev.foresight.sampler.decoding.Speculation;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How samples are drawn; none of it changes which.
 *
 * @param device what models run on: {@code auto} (the first accelerator if there is one), {@code
 *     cpu} or {@code cuda:N}; default {@code auto}
 * @param tasks tasks in work at once, whose samples are decoded together; at least 1, default 4
 * @param lanes threads that decode; 0, the default, divides the processors by {@code threads}
 * @param threads threads of one operation of a lane; at least 1, which is the default. More lanes
 *     of one thread are faster than the reverse: threads of one operation wait for each other.
 * @param rows most samples decoded together in one lane; at least 1, default 1024
 * @param cache memory for the keys and values of prompts and samples; 0, the default, is a quarter
 *     of the device's memory. Samples that find no room wait.
 * @param models memory for weights; 0, the default, is a quarter of the device's memory. The models
 *     used last stay loaded; one that alone is larger is refused.
 * @param speculation whether tokens proposed by a model's extra heads are tried: {@code auto}, the
 *     default, where that is measured to be faster, {@code on} or {@code off}
 */
@Validated
@ConfigurationProperties("foresight.sampler.worker")
record WorkerProperties(
    @NotNull @Pattern(regexp = "auto|cpu|cuda:\\d+") String device,
    @Min(1) int tasks,
    @Min(0) int lanes,
    @Min(1) int threads,
    @Min(1) int rows,
    @NotNull DataSize cache,
    @NotNull DataSize models,
    @NotNull Speculation speculation) {

  /** What an engine on {@code present}, with {@code processors}, gets. */
  Engine.Settings settings(ComputeDevice present, int processors) {
    return new Engine.Settings(
        bytes(cache, present),
        lanes > 0 ? lanes : Math.max(1, processors / threads),
        rows,
        speculation,
        threads,
        present);
  }

  /** Most bytes of weights on {@code present}. */
  long modelBytes(ComputeDevice present) {
    return bytes(models, present);
  }

  private static long bytes(DataSize size, ComputeDevice present) {
    return size.toBytes() > 0 ? size.toBytes() : present.memoryBytes() / 4;
  }
}
