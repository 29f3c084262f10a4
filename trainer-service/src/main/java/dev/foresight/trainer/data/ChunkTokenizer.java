package dev.foresight.trainer.data;

import dev.foresight.model.tokenizer.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokenizes chunks of one source. A text ends with the tokenizer's end of text where it has one;
 * problems do not: they end in an empty line, as they do in prompts. Safe for use by several
 * threads.
 */
final class ChunkTokenizer {
  private final Texts texts;
  private final Tokenizer tokenizer;
  private final int tokenBytes;
  private final int endOfText;
  private final @Nullable OverlapScan scan;

  ChunkTokenizer(Source source, List<Path> files, Tokenizer tokenizer, @Nullable OverlapScan scan) {
    this.texts = new Texts(source, files);
    this.tokenizer = tokenizer;
    this.tokenBytes = TokenFile.tokenBytes(tokenizer.vocabularySize());
    this.endOfText = source.format() == Format.PROBLEMS ? -1 : tokenizer.endOfText();
    this.scan = scan;
  }

  TokenizedChunk tokenize(Chunk chunk) {
    List<int[]> documents = new ArrayList<>();
    List<Long> hashes = new ArrayList<>();
    List<BrokenRow> broken =
        texts.read(
            chunk,
            (row, text) -> {
              if (scan != null) {
                scan.add(text);
              }
              if (!chunk.tokenized() && !text.isEmpty()) {
                documents.add(ids(text, row.ends()));
                hashes.add(hash(text));
              }
            });
    return new TokenizedChunk(
        chunk,
        bytes(documents),
        documents.stream().mapToInt(ids -> ids.length).toArray(),
        hashes.stream().mapToLong(hash -> hash).toArray(),
        broken);
  }

  private int[] ids(String text, boolean ends) {
    int[] ids = tokenizer.encode(text);
    if (!ends || endOfText < 0) {
      return ids;
    }
    int[] ended = Arrays.copyOf(ids, ids.length + 1);
    ended[ids.length] = endOfText;
    return ended;
  }

  private static long hash(String text) {
    return ByteBuffer.wrap(Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  private byte[] bytes(List<int[]> documents) {
    int tokens = documents.stream().mapToInt(ids -> ids.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(tokens * tokenBytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int[] ids : documents) {
      for (int id : ids) {
        if (tokenBytes == 2) {
          bytes.putShort((short) id);
        } else {
          bytes.putInt(id);
        }
      }
    }
    return bytes.array();
  }
}
