package dev.foresight.scorer.pipeline;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How results are computed and how often.
 *
 * @param publishInterval least time between two records of the same cell; 0 publishes at each look
 * @param resamples of the bootstrap over problems of each cell; 20 or more
 * @param comparisonResamples of that between cells, whose p-values cannot be smaller than two in so
 *     many; 20 or more
 */
@Validated
@ConfigurationProperties("foresight.scorer")
public record ScoringSettings(
    @DurationMin Duration publishInterval,
    @Min(20) int resamples,
    @Min(20) int comparisonResamples) {

  /** How often changed cells are looked for. */
  Duration look() {
    return Duration.ofMillis(200);
  }
}
