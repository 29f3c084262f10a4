package dev.foresight.benchmarks.sampling;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A checkpoint with random weights, whose unembedding is so large that distributions are about as
 * peaked as a trained model's, and which hardly ever ends a text.
 *
 * @param sha256 of its files, by name
 */
record PeakedModel(Path folder, Map<String, String> sha256) {
  /** The standard deviation of a distribution's logits. */
  static final double LOGIT_DEVIATION = 5;

  private static final String UNEMBEDDING = "lm_head.weight";
  private static final int WORDS = 12_000;

  /** Writes one into the new folder {@code folder}. */
  static PeakedModel write(Path folder, ModelShape shape) throws IOException {
    Tokenizer tokenizer = BpeTrainer.train(List.of(words()), shape.vocabularySize());
    try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 1)) {
      Checkpoint.write(folder, model, tokenizer);
    }
    Files.delete(folder.resolve("manifest.json")); // of the weights as they were
    sharpen(folder.resolve(Checkpoint.MODEL), shape, tokenizer.endOfText());
    return new PeakedModel(folder, Checkpoint.examine(folder).sha256());
  }

  /** Made-up words, enough for a vocabulary as large as the model's, as llama.cpp wants it. */
  private static String words() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder();
    for (int word = 0; word < WORDS; word++) {
      for (int letter = random.nextInt(4, 10); letter > 0; letter--) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(' ');
    }
    return text.toString();
  }

  /** Rewrites the unembedding in place; a normed input of unit variance is what it multiplies. */
  private static void sharpen(Path file, ModelShape shape, int endOfText) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer length = read(channel, 0, Long.BYTES);
      ByteBuffer header = read(channel, Long.BYTES, Math.toIntExact(length.getLong(0)));
      JsonNode offsets =
          JsonMapper.shared()
              .readTree(StandardCharsets.UTF_8.decode(header).toString())
              .path(UNEMBEDDING)
              .path("data_offsets");
      long start = Long.BYTES + header.capacity() + offsets.get(0).asLong();
      int size = Math.toIntExact(offsets.get(1).asLong() - offsets.get(0).asLong());
      ByteBuffer weights = read(channel, start, size);
      scale(weights, shape.hiddenSize(), endOfText);
      channel.write(weights, start);
    }
  }

  private static void scale(ByteBuffer weights, int hiddenSize, int endOfText) {
    int count = weights.capacity() / Float.BYTES;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += Math.pow(weights.getFloat(i * Float.BYTES), 2);
    }
    double factor = LOGIT_DEVIATION / Math.sqrt(squares / count * hiddenSize);
    for (int i = 0; i < count; i++) {
      float weight = weights.getFloat(i * Float.BYTES);
      boolean ends = i / hiddenSize == endOfText; // its logit is 0, where others reach 15
      weights.putFloat(i * Float.BYTES, ends ? 0 : (float) (factor * weight));
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (int read = 0; bytes.hasRemaining() && read >= 0; ) {
      read = channel.read(bytes, position + bytes.position());
    }
    return bytes.flip();
  }
}
