package dev.foresight.sampler.control;

import dev.foresight.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * The prompts of an evaluation as its model reads them, each tokenized as one text.
 *
 * @param longest tokens of the longest; 0 if there is none
 * @param shared tokens at the start that all have in common, less than any of them has
 */
record PromptTokens(int longest, int shared) {

  /** Tokenizes {@code prompts} on all processors. */
  static PromptTokens encode(List<String> prompts, Tokenizer tokenizer) {
    return of(prompts.parallelStream().map(tokenizer::prompt).toList());
  }

  /** The same of prompts that are tokenized. */
  static PromptTokens of(List<int[]> prompts) {
    int longest = 0;
    int shared = prompts.isEmpty() ? 0 : Integer.MAX_VALUE;
    for (int[] prompt : prompts) {
      int same = Arrays.mismatch(prompts.getFirst(), prompt);
      longest = Math.max(longest, prompt.length);
      shared = Math.min(shared, same < 0 ? prompt.length : same);
      shared = Math.min(shared, Math.max(0, prompt.length - 1));
    }
    return new PromptTokens(longest, shared);
  }
}
