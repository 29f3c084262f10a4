package dev.foresight.sampler.checkpoints;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A folder of an object store: {@code s3://bucket/prefix}.
 *
 * @param prefix without slashes at its ends; empty means the whole bucket
 */
public record S3Location(String bucket, String prefix) {
  private static final String SCHEME = "s3://";

  /** Whether {@code location} says that it is one. */
  public static boolean isOne(String location) {
    return location.startsWith(SCHEME);
  }

  /**
   * Reads {@code s3://bucket/prefix}; empty if it is not of this form, or a part of it is empty,
   * {@code .} or {@code ..}.
   */
  public static Optional<S3Location> parse(String text) {
    if (!isOne(text)) {
      return Optional.empty();
    }
    String path = text.substring(SCHEME.length()).replaceAll("/$", "");
    List<String> parts = Arrays.asList(path.split("/", -1));
    if (parts.stream().anyMatch(part -> part.isBlank() || part.equals(".") || part.equals(".."))) {
      return Optional.empty();
    }
    return Optional.of(
        new S3Location(parts.getFirst(), String.join("/", parts.subList(1, parts.size()))));
  }

  /** Whether it lies below {@code root}. */
  public boolean isBelow(S3Location root) {
    return bucket.equals(root.bucket)
        && (root.prefix.isEmpty() ? !prefix.isEmpty() : prefix.startsWith(root.prefix + "/"));
  }

  /** The last part of its name. */
  public String name() {
    return prefix.isEmpty() ? bucket : prefix.substring(prefix.lastIndexOf('/') + 1);
  }

  /** The key of the object {@code file} in it. */
  String key(String file) {
    return prefix.isEmpty() ? file : prefix + "/" + file;
  }

  @Override
  public String toString() {
    return SCHEME + (prefix.isEmpty() ? bucket : bucket + "/" + prefix);
  }
}
