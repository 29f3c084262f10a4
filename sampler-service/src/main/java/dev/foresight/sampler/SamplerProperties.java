package dev.foresight.sampler;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * What this process does.
 *
 * @param roles {@code control}, {@code worker} or both, the default
 * @param state folder of the views' lock and metadata, created if missing; nothing in it needs
 *     keeping; default {@code ./data/sampler}
 */
@Validated
@ConfigurationProperties("foresight.sampler")
public record SamplerProperties(@NotEmpty Set<Role> roles, @NotNull Path state) {}
