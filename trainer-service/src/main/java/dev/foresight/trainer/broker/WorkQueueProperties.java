package dev.foresight.trainer.broker;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How jobs are taken from their queue.
 *
 * @param lock how long a job stays with a trainer that says nothing, before another gets it; at
 *     least 1 s, and at least the broker's minimum (15 s unless lowered there); default 15 s
 * @param deliveryLimit how often a job is tried after trainers died with it, before it is given up;
 *     1 to 4, below the broker's own limit of 5; default 4
 * @param tries how often a job may end with an error before it is given up, at least 1; default 3
 * @param pause after such an error, before the next try; default 10 s
 */
@Validated
@ConfigurationProperties("foresight.work-queue")
public record WorkQueueProperties(
    @NotNull @DurationMin(seconds = 1) Duration lock,
    @Min(1) @Max(4) int deliveryLimit,
    @Min(1) int tries,
    @NotNull @DurationMin(nanos = 0) Duration pause) {

  /** How often a running job's lock is renewed. */
  public Duration renewal() {
    return lock.dividedBy(3);
  }
}
