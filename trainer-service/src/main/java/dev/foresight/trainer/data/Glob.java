package dev.foresight.trainer.data;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Comparator;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Files by path, or by glob as the JDK reads it: {@code **} crosses folders. */
final class Glob {
  private static final String MARKS = "*?[{";

  private Glob() {}

  /**
   * The files at {@code location}, absolute, in the order of their names. A file that exists under
   * this very name is meant, even if the name reads like a glob.
   *
   * @throws IOException if there is none
   */
  static List<Path> files(String location) throws IOException {
    try {
      Path plain = marked(location) < 0 ? Path.of(location) : null;
      if (plain != null || isFile(location)) {
        return List.of(existing(Path.of(location).toAbsolutePath().normalize()));
      }
      return matching(location);
    } catch (InvalidPathException | PatternSyntaxException e) {
      throw new IOException(location + ": not a path: " + e.getMessage(), e);
    }
  }

  private static boolean isFile(String location) {
    try {
      return Files.isRegularFile(Path.of(location));
    } catch (InvalidPathException e) {
      return false; // Windows allows no * in a name
    }
  }

  private static Path existing(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a folder; name its files, such as " + file + "/*");
    }
    if (!Files.exists(file)) {
      throw new IOException(file + ": there is no such file");
    }
    return file;
  }

  private static List<Path> matching(String location) throws IOException {
    int fixed = location.lastIndexOf('/', marked(location)) + 1;
    Path root = Path.of(location.substring(0, fixed)).toAbsolutePath().normalize();
    String pattern = location.substring(fixed);
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    int depth =
        pattern.contains("**")
            ? Integer.MAX_VALUE
            : (int) pattern.chars().filter(c -> c == '/').count() + 1;
    List<Path> files = List.of();
    if (Files.isDirectory(root)) {
      try (Stream<Path> all = Files.walk(root, depth, FileVisitOption.FOLLOW_LINKS)) {
        files =
            all.filter(file -> matcher.matches(root.relativize(file)))
                .filter(Files::isRegularFile)
                .sorted(Comparator.comparing(Path::toString))
                .toList();
      }
    }
    if (files.isEmpty()) {
      throw new IOException(location + ": no file matches");
    }
    return files;
  }

  private static int marked(String location) {
    for (int i = 0; i < location.length(); i++) {
      if (MARKS.indexOf(location.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
