package dev.foresight.trainer.jobs;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How runs are looked after.
 *
 * @param device what models are trained on: {@code auto} (the first accelerator if there is one),
 *     {@code cpu} or {@code cuda:N}; default {@code auto}
 * @param saveEvery how often a run's state is saved, unless its job says otherwise: at most so much
 *     work is repeated after a crash; 0 saves after every step; default 20 s
 * @param progressEvery how often a run's progress is published; 0 publishes every step; default 500
 *     ms
 * @param validations how often a run takes its loss over the held-out documents on the way to each
 *     budget, evenly spaced, 0 or more; at the end always; default 10
 * @param validationTokens held-out tokens that are looked at each time, at most; 0 means all;
 *     default 65536
 */
@Validated
@ConfigurationProperties("foresight.trainer")
record TrainerProperties(
    @NotNull @Pattern(regexp = "auto|cpu|cuda:\\d+") String device,
    @NotNull @DurationMin(nanos = 0) Duration saveEvery,
    @NotNull @DurationMin(nanos = 0) Duration progressEvery,
    @Min(0) int validations,
    @Min(0) long validationTokens) {}
