package dev.foresight.scorer.broker;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The work queues, as every service sets them up.
 *
 * @param lock how long a task stays with a holder that says nothing; 1 s or more
 */
@Validated
@ConfigurationProperties("foresight.work-queue")
record WorkQueueSettings(@DurationMin(seconds = 1) Duration lock) {}
