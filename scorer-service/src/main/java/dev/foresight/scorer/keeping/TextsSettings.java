package dev.foresight.scorer.keeping;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How texts are written and read.
 *
 * @param group consumer group of the writer
 * @param scratch folder for what sorting does not hold in memory; what is in it need not be kept
 * @param memory the most that DuckDB takes, outside the heap; 64 MB or more
 * @param tidyInterval how often ended evaluations are looked at
 */
@Validated
@ConfigurationProperties("foresight.scorer.texts")
public record TextsSettings(
    @NotBlank String group,
    @NotNull Path scratch,
    @NotNull DataSize memory,
    @NotNull @DurationMin(millis = 1) Duration tidyInterval) {}
