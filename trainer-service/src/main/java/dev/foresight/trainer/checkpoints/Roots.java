package dev.foresight.trainer.checkpoints;

import dev.foresight.model.foreign.AllowedFolders;
import dev.foresight.trainer.StoreProperties;
import dev.foresight.trainer.requests.Rules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** The folders below which registered checkpoints lie: the store, and what the operator named. */
@Component
class Roots {
  private final Path store;
  private final AllowedFolders allowed;

  Roots(StoreProperties store, CheckpointsProperties properties) throws IOException {
    this.store = Files.createDirectories(store.root());
    List<Path> roots = new ArrayList<>(properties.roots());
    roots.add(this.store);
    this.allowed = new AllowedFolders(roots);
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
    try {
      return allowed.folder(named).orElseThrow(this::elsewhere);
    } catch (IOException e) {
      throw Rules.broken("location", "must be a folder that can be read: " + named);
    }
  }

  private Path path(String location) {
    try {
      Path path = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
      return store.resolve(path).toAbsolutePath().normalize();
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw Rules.broken("location", "must be a path or a file: URI, not " + location);
    }
  }

  private RuntimeException elsewhere() {
    return Rules.broken(
        "location",
        "must lie in the checkpoint store (%s) or below one of foresight.checkpoints.roots"
            .formatted(store));
  }
}
