package dev.foresight.scorer.results;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The live stream of results.
 *
 * @param interval how often changes are looked for; 10 ms or more
 */
@Validated
@ConfigurationProperties("foresight.scorer.live")
record LiveSettings(@DurationMin(millis = 10) Duration interval) {}
