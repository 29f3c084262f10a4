package dev.foresight.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The documents of one source as token ids, in a folder of three files: {@value #TOKENS} holds them
 * one after the other, 16 bits each where the vocabulary fits and else 32; {@value #DOCUMENTS} for
 * each document the tokens up to its end and the first 64 bits of its text's SHA-256; {@value
 * #DESCRIPTION}, written last, what there is of each, and the digests of both. Numbers are
 * little-endian. Safe for use by several threads.
 */
final class TokenFile implements Documents {
  static final String TOKENS = "tokens.bin";
  static final String DOCUMENTS = "documents.bin";
  static final String DESCRIPTION = "description.json";

  /** Bytes of a document's entry. */
  static final int ENTRY = 16;

  private final Description description;
  private final MappedFile tokens;
  private final MappedFile entries;

  /**
   * What a token file holds.
   *
   * @param tokenBytes 2 or 4
   * @param rows of the source, and those left out
   * @param sha256 lower-case hexadecimal digests by file name
   */
  record Description(
      int tokenBytes, long tokens, int documents, BrokenRows rows, Map<String, String> sha256) {}

  private TokenFile(Description description, MappedFile tokens, MappedFile entries) {
    this.description = description;
    this.tokens = tokens;
    this.entries = entries;
  }

  /**
   * Opens {@code folder} and checks the digests, at the speed of the disk.
   *
   * @throws IOException naming the file that is missing or damaged
   */
  static TokenFile open(Path folder) throws IOException {
    Description description = describe(folder);
    for (Map.Entry<String, String> file : description.sha256().entrySet()) {
      Path path = folder.resolve(file.getKey());
      if (!Digest.of(path).equals(file.getValue())) {
        throw new IOException(path + ": damaged: its digest is not the one in " + DESCRIPTION);
      }
    }
    return new TokenFile(
        description,
        MappedFile.open(folder.resolve(TOKENS)),
        MappedFile.open(folder.resolve(DOCUMENTS)));
  }

  static Description describe(Path folder) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    try {
      return JsonMapper.shared().readValue(Files.readAllBytes(file), Description.class);
    } catch (JacksonException e) {
      throw new IOException(file + ": damaged: " + e.getOriginalMessage(), e);
    }
  }

  /** Bytes of a token where the vocabulary has {@code size} of them. */
  static int tokenBytes(int size) {
    return size <= 1 << 16 ? 2 : 4;
  }

  Description description() {
    return description;
  }

  @Override
  public int count() {
    return description.documents();
  }

  @Override
  public long tokens() {
    return description.tokens();
  }

  @Override
  public int length(int document) {
    return Math.toIntExact(end(document) - start(document));
  }

  @Override
  public void copy(int document, int offset, int[] into, int at, int count) {
    long from = start(document) + offset;
    if (description.tokenBytes() == 2) {
      tokens.unsignedShorts(2 * from, into, at, count);
    } else {
      tokens.ints(4 * from, into, at, count);
    }
  }

  /** The first 64 bits of the SHA-256 of a document's text. */
  long hash(int document) {
    return entries.longAt((long) ENTRY * document + 8);
  }

  private long start(int document) {
    return document == 0 ? 0 : end(document - 1);
  }

  private long end(int document) {
    return entries.longAt((long) ENTRY * document);
  }
}
