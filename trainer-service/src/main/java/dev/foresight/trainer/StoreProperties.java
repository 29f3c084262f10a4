package dev.foresight.trainer;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where checkpoints are kept.
 *
 * @param store root folder of the checkpoint store, created if missing; default {@code
 *     ./data/store}. Trainers and samplers must see the same files under the same path.
 */
@Validated
@ConfigurationProperties("foresight")
public record StoreProperties(@NotNull Path store) {

  /** The root folder as an absolute path. */
  public Path root() {
    return store.toAbsolutePath().normalize();
  }
}
