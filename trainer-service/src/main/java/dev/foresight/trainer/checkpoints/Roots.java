package dev.foresight.trainer.checkpoints;

import dev.foresight.trainer.StoreProperties;
import dev.foresight.trainer.requests.Rules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The folders below which registered checkpoints lie. Whoever registers one must not make the
 * trainer read any other file, nor tell which files there are: a location that leads elsewhere, by
 * its name or through links, is refused in the same words whether there is something or not.
 */
@Component
class Roots {
  private final Path store;
  private final List<Path> allowed = new ArrayList<>();

  Roots(StoreProperties store, CheckpointsProperties properties) throws IOException {
    this.store = Files.createDirectories(store.root());
    allowed.add(this.store);
    properties.roots().forEach(root -> allowed.add(root.toAbsolutePath().normalize()));
    for (Path root : List.copyOf(allowed)) {
      if (Files.exists(root)) {
        allowed.add(root.toRealPath());
      }
    }
  }

  /** The checkpoint store. */
  Path store() {
    return store;
  }

  /**
   * The folder at {@code location}, without links.
   *
   * @throws dev.foresight.model.problems.InvalidFieldsException if it, or a file in it, lies
   *     elsewhere or does not exist
   */
  Path folder(String location) {
    Path named = path(location);
    if (!isAllowed(named)) {
      throw elsewhere();
    }
    try {
      Path folder = named.toRealPath();
      if (!isAllowed(folder)) {
        throw elsewhere();
      }
      requireFilesInside(folder);
      return folder;
    } catch (IOException e) {
      throw Rules.broken("location", "must be a folder that can be read: " + named);
    }
  }

  private Path path(String location) {
    try {
      Path path = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
      return store.resolve(path).normalize();
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw Rules.broken("location", "must be a path or a file: URI, not " + location);
    }
  }

  private void requireFilesInside(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!isAllowed(file.toRealPath())) {
          throw elsewhere();
        }
      }
    }
  }

  private boolean isAllowed(Path path) {
    return allowed.stream().anyMatch(root -> path.startsWith(root) && !path.equals(root));
  }

  private RuntimeException elsewhere() {
    return Rules.broken(
        "location",
        "must lie in the checkpoint store (%s) or below one of foresight.checkpoints.roots"
            .formatted(store));
  }
}
