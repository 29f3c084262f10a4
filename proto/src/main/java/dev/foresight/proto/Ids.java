package dev.foresight.proto;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * Ids by content: SHA-256 over the canonical JSON (RFC 8785) of a specification. Fields at their
 * default value do not enter, so a field added later keeps the ids of what does not use it.
 */
public final class Ids {
  private Ids() {}

  /** The id of {@code spec}: 64 lower-case hexadecimal digits. */
  public static String of(Message spec) {
    return sha256(canonicalJson(spec));
  }

  /**
   * The id of {@code spec} on its {@code attempt}-th repetition; attempt 0 is {@link #of(Message)}.
   */
  public static String of(Message spec, int attempt) {
    return attempt == 0 ? of(spec) : sha256((of(spec) + "/" + attempt).getBytes(UTF_8));
  }

  /** SHA-256 of {@code bytes} as 64 lower-case hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  static byte[] canonicalJson(Message spec) {
    try {
      return new JsonCanonicalizer(JsonFormat.printer().print(spec)).getEncodedUTF8();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("a specification holds no Any", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
