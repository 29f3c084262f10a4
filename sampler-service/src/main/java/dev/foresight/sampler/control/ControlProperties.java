package dev.foresight.sampler.control;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * What may be evaluated, and how tasks are handed out.
 *
 * @param roots folders and {@code s3://bucket/prefix} below which a checkpoint may lie that nobody
 *     published; workers must see the same files under the same paths; default none
 * @param period how often what is wanted is compared with what was counted; at least 10 ms, default
 *     500 ms
 * @param taskSamples most sample indices in one task, which draws them at every temperature; at
 *     least 1, default 200
 * @param outstandingPerWorker tasks kept outstanding for each task that the workers can do at once;
 *     at least 1, default 4
 * @param outstandingAtLeast tasks kept outstanding also while no worker runs; at least 1, default 8
 * @param patience how long nothing of an evaluation must be counted, with none of its tasks
 *     outstanding, before what is missing is handed out again; at least 1 s, default 30 s
 */
@Validated
@ConfigurationProperties("foresight.sampler.control")
record ControlProperties(
    List<String> roots,
    @NotNull @DurationMin(millis = 10) Duration period,
    @Min(1) int taskSamples,
    @Min(1) int outstandingPerWorker,
    @Min(1) int outstandingAtLeast,
    @NotNull @DurationMin(seconds = 1) Duration patience) {

  @SuppressWarnings("NullAway") // null where the property is empty
  ControlProperties {
    roots = List.copyOf(orNone(roots));
  }

  private static List<String> orNone(@Nullable List<String> roots) {
    return roots == null ? List.of() : roots;
  }
}
