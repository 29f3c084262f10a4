package dev.foresight.scorer.keeping;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The checkpoint store.
 *
 * @param store its root folder, the same that trainers and samplers have
 */
@Validated
@ConfigurationProperties("foresight")
record StoreSettings(@NotNull Path store) {}
