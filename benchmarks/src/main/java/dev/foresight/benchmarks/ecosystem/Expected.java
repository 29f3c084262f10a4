package dev.foresight.benchmarks.ecosystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one program computes with a checkpoint, for another to compare: {@code expected.json}.
 *
 * @param tokens a prompt
 * @param logits of the token after it, for each head that the writer knows of
 * @param losses mean cross-entropy of each head on {@code tokens}, in nats; empty if not known
 * @param continuation the most probable tokens after the prompt, each given those before; may be
 *     empty
 * @param texts with their tokens; may be empty
 */
record Expected(
    List<Integer> tokens,
    List<List<Float>> logits,
    List<Float> losses,
    List<Integer> continuation,
    List<Cut> texts) {
  static final String FILE = "expected.json";

  /**
   * A text and how a tokenizer cuts it.
   *
   * @param tokens their ids
   */
  record Cut(String text, List<Integer> tokens) {}

  static Expected read(Path folder) throws IOException {
    return JsonMapper.shared().readValue(Files.readAllBytes(folder.resolve(FILE)), Expected.class);
  }

  void write(Path file) throws IOException {
    Files.write(file, JsonMapper.shared().writeValueAsBytes(this));
  }
}
