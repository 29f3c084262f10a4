package dev.foresight.model.problems;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that requests may name by path. What lies elsewhere, by its name or through links, is
 * refused in the same way whether there is something or not.
 */
public final class NameableFiles {
  private static final NameableFiles ANY = new NameableFiles(null);

  private final @Nullable List<Path> roots;

  private NameableFiles(@Nullable List<Path> roots) {
    this.roots = roots;
  }

  /** Every file of this machine: for its own user. */
  public static NameableFiles any() {
    return ANY;
  }

  /** What lies below {@code roots}, which need not exist; none means no file at all. */
  public static NameableFiles below(Collection<Path> roots) {
    return new NameableFiles(
        roots.stream().map(root -> root.toAbsolutePath().normalize()).toList());
  }

  /**
   * Makes sure that {@code location}, a path or a glob, may be named, without looking whether it is
   * there.
   *
   * @throws IOException if it lies elsewhere; names the property that allows it
   */
  public void requireNameable(String location) throws IOException {
    int mark = firstMark(location);
    String fixed = mark < 0 ? location : location.substring(0, location.lastIndexOf('/', mark) + 1);
    try {
      require(Path.of(fixed).toAbsolutePath().normalize(), location);
    } catch (InvalidPathException e) {
      throw new IOException("is no path: " + e.getMessage(), e);
    }
  }

  /**
   * Makes sure that each of {@code files}, which exist, lies below a root once links are followed.
   *
   * @throws IOException if one lies elsewhere
   */
  public void requireInside(Collection<Path> files) throws IOException {
    if (roots == null) {
      return;
    }
    for (Path file : files) {
      if (Files.exists(file)) {
        require(file.toRealPath(), file.toString());
      }
    }
  }

  private void require(Path path, String named) throws IOException {
    if (roots != null && realRoots().stream().noneMatch(path::startsWith)) {
      throw new IOException(
          "must lie below one of foresight.datasets.roots, which %s does not".formatted(named));
    }
  }

  /** The roots by their names and without links. */
  private List<Path> realRoots() throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path root : roots == null ? List.<Path>of() : roots) {
      all.add(root);
      if (Files.exists(root)) {
        all.add(root.toRealPath());
      }
    }
    return all;
  }

  private static int firstMark(String location) {
    for (int i = 0; i < location.length(); i++) {
      if ("*?[{".indexOf(location.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
