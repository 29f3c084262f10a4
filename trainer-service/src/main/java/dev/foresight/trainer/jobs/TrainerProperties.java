package dev.foresight.trainer.jobs;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How runs are looked after.
 *
 * @param saveEvery how often a run's state is saved: at most so much work is repeated after a
 *     crash; 0 saves after every step; default 20 s
 * @param progressEvery how often a run's progress is published; 0 publishes every step; default 500
 *     ms
 */
@Validated
@ConfigurationProperties("foresight.trainer")
record TrainerProperties(
    @NotNull @DurationMin(nanos = 0) Duration saveEvery,
    @NotNull @DurationMin(nanos = 0) Duration progressEvery) {}
