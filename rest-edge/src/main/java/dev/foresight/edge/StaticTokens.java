package dev.foresight.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens of a file, a line {@code role:token} each; empty lines and lines that begin with {@code #}
 * say nothing. Only their digests stay in memory. The file is read again when it has changed; while
 * it cannot be read no token counts, since one of those it held may have been withdrawn.
 */
final class StaticTokens {
  private static final Logger log = LoggerFactory.getLogger(StaticTokens.class);
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{20,}=*");

  private final Path file;
  private volatile Contents contents;

  /**
   * Who holds a token.
   *
   * @param name the beginning of the token's digest, so that callers can be told apart in logs
   */
  record Holder(String name, Role role) {}

  private static final class Token {
    private final byte[] digest;
    private final Role role;

    Token(byte[] digest, Role role) {
      this.digest = digest;
      this.role = role;
    }
  }

  /**
   * What was read.
   *
   * @param version of the file; null if it could not be read
   */
  private record Contents(@Nullable FileTime version, List<Token> tokens) {}

  /**
   * Reads {@code file}.
   *
   * @throws IllegalArgumentException naming file and line, never a token, if it cannot be used
   */
  StaticTokens(Path file) {
    this.file = file;
    try {
      this.contents = read();
    } catch (IOException e) {
      throw new IllegalArgumentException("foresight.security.tokens-file: " + e.getMessage(), e);
    }
  }

  /** Whose {@code token} is. Takes the same time whichever it is. */
  Optional<Holder> find(String token) {
    byte[] digest = digest(token);
    Optional<Holder> holder = Optional.empty();
    for (Token known : current().tokens) {
      if (MessageDigest.isEqual(known.digest, digest)) {
        holder = Optional.of(new Holder(name(digest), known.role));
      }
    }
    return holder;
  }

  private Contents current() {
    try {
      if (!Files.getLastModifiedTime(file).equals(contents.version)) {
        contents = read();
        log.info("{}: {} tokens", file, contents.tokens.size());
      }
    } catch (IOException e) {
      if (contents.version != null || !contents.tokens.isEmpty()) {
        log.error("no static token counts until the file can be read: {}", e.getMessage());
      }
      contents = new Contents(null, List.of());
    }
    return contents;
  }

  private Contents read() throws IOException {
    FileTime version = Files.getLastModifiedTime(file);
    List<Token> tokens = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file, UTF_8)) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        tokens.add(token(line.strip(), number));
      }
    }
    return new Contents(version, List.copyOf(tokens));
  }

  private Token token(String line, int number) throws IOException {
    int colon = Math.max(0, line.indexOf(':'));
    String token = line.substring(colon).replaceFirst("^:", "").strip();
    var role = Role.of(line.substring(0, colon).strip());
    if (role.isEmpty() || !TOKEN.matcher(token).matches()) {
      throw new IOException(
          "%s:%d: must be viewer:TOKEN or submitter:TOKEN, the token of at least 20 letters, digits or ._~+/-"
              .formatted(file, number));
    }
    return new Token(digest(token), role.get());
  }

  private static String name(byte[] digest) {
    return "token " + HexFormat.of().formatHex(digest, 0, 4);
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
