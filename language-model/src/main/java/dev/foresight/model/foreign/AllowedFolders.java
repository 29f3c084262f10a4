package dev.foresight.model.foreign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Folders below which the checkpoints that requests name may lie. Whoever names one must not make
 * the reader read any other file, nor tell which files there are: a folder that leads elsewhere, by
 * its name or through links, is refused in the same way whether there is something or not.
 */
public final class AllowedFolders {
  private final List<Path> allowed = new ArrayList<>();

  /**
   * Allows what lies below {@code roots}, which need not exist.
   *
   * @throws IOException if one exists and cannot be read
   */
  public AllowedFolders(Collection<Path> roots) throws IOException {
    for (Path root : roots) {
      allowed.add(root.toAbsolutePath().normalize());
      if (Files.exists(root)) {
        allowed.add(root.toRealPath());
      }
    }
  }

  /**
   * The folder {@code named}, without links; empty if it, or a file in it, lies elsewhere.
   *
   * @param named absolute
   * @throws IOException if it is allowed and cannot be read
   */
  public Optional<Path> folder(Path named) throws IOException {
    if (!isAllowed(named.normalize())) {
      return Optional.empty();
    }
    Path folder = named.toRealPath();
    return isAllowed(folder) && holdsOnlyItsOwn(folder) ? Optional.of(folder) : Optional.empty();
  }

  private boolean holdsOnlyItsOwn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!isAllowed(file.toRealPath())) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isAllowed(Path path) {
    return allowed.stream().anyMatch(root -> path.startsWith(root) && !path.equals(root));
  }
}
