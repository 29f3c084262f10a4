package dev.foresight.scorer.keeping;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How texts are written and read.
 *
 * @param scratch folder for what sorting does not hold in memory; what is in it need not be kept
 * @param memory the most that DuckDB takes, outside the heap; 64 MB or more
 */
@Validated
@ConfigurationProperties("foresight.scorer.texts")
record TextsSettings(@NotNull Path scratch, @NotNull DataSize memory) {}
