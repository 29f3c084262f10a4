package dev.foresight.trainer.checkpoints;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where checkpoints from elsewhere may lie.
 *
 * @param roots folders, besides the checkpoint store, below which a registered checkpoint may lie;
 *     samplers must see the same files under the same paths; default none
 */
@ConfigurationProperties("foresight.checkpoints")
record CheckpointsProperties(List<Path> roots) {

  @SuppressWarnings("NullAway") // null where the property is empty
  CheckpointsProperties {
    roots = List.copyOf(orNone(roots));
  }

  private static List<Path> orNone(@Nullable List<Path> roots) {
    return roots == null ? List.of() : roots;
  }
}
