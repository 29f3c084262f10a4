package dev.foresight.sampler.broker;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How tasks are taken from their queue.
 *
 * @param lock how long a task stays with a worker that says nothing, before another gets it; at
 *     least 1 s, and at least the broker's minimum (15 s unless lowered there); default 15 s
 * @param deliveryLimit how often a task is tried after workers died with it, before it is given up;
 *     1 to 4, below the broker's own limit of 5; default 4
 */
@Validated
@ConfigurationProperties("foresight.work-queue")
public record WorkQueueProperties(
    @NotNull @DurationMin(seconds = 1) Duration lock, @Min(1) @Max(4) int deliveryLimit) {

  /** How often a running task's lock is renewed. */
  public Duration renewal() {
    return lock.dividedBy(3);
  }
}
