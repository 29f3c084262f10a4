package dev.foresight.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints how long a corpus of several hundred megabytes takes; figures are in benchmarks/. */
@Tag("slow")
class PreparationSpeedTest {
  private static final long BYTES = 300_000_000;
  private static final int WORDS = 400_000;
  private static final int VOCABULARY = 32_768;

  @Test
  void severalHundredMegabytesTakeMinutes(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("corpus.jsonl");
    write(file);
    int threads = Runtime.getRuntime().availableProcessors();
    Corpora corpora = new Corpora(folder.resolve("store"), threads);
    CorpusPlan plan = new CorpusPlan(List.of(SourceFiles.jsonl(file)), null, VOCABULARY, 0.01, 0);
    double[] rate = {0};
    long start = System.nanoTime();
    corpora.tokenizer(plan, Preparation.SILENT);
    long trained = System.nanoTime();
    Corpus corpus =
        corpora.prepare(plan, progress -> rate[0] = Math.max(rate[0], progress.tokensPerSecond()));
    long prepared = System.nanoTime();
    Sequences sequences = corpus.training(1, 2048, 4);
    sequences.next(1);
    long first = System.nanoTime();
    sequences.next(2000);
    long read = System.nanoTime();
    System.out.printf(
        "%d MB, %d threads: vocabulary of %d in %.1f s; tokenized in %.1f s (%.1f million"
            + " tokens/s); first sequence after %.2f s; %.0f million tokens/s read; peak heap %d"
            + " MB%n",
        Files.size(file) / 1_000_000,
        threads,
        corpus.tokenizer().vocabularySize(),
        (trained - start) / 1e9,
        (prepared - trained) / 1e9,
        rate[0] / 1e6,
        (first - prepared) / 1e9,
        2000 * 2048 / ((read - first) / 1e9) / 1e6,
        peakHeap() / 1_000_000);
    assertThat(corpus.tokenizer().vocabularySize()).isEqualTo(VOCABULARY);
    assertThat((prepared - start) / 1e9).as("seconds").isLessThan(600);
  }

  /** Words by Zipf's law, as in natural language, some with capitals, numbers and punctuation. */
  private static void write(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    String[] words = new String[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = word(random, i);
    }
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (long bytes = 0; bytes < BYTES; ) {
        String line = SourceFiles.line(paragraph(random, words));
        out.write(line);
        bytes += line.length();
      }
    }
  }

  private static String word(SplittableRandom random, int rank) {
    String[] syllables =
        "ta re in on st al er ing men co un pro ble th an ly ed sh ou gra".split(" ", -1);
    StringBuilder word = new StringBuilder();
    for (int i = 1 + (int) (Math.log1p(rank) / 3) + random.nextInt(2); i > 0; i--) {
      word.append(syllables[random.nextInt(syllables.length)]);
    }
    return word.append((char) ('a' + random.nextInt(26))).toString();
  }

  private static String paragraph(SplittableRandom random, String[] words) {
    StringBuilder text = new StringBuilder();
    for (int i = 50 + random.nextInt(400); i > 0; i--) {
      int rank = (int) Math.pow(WORDS, random.nextDouble()) - 1;
      String word = words[rank];
      switch (random.nextInt(20)) {
        case 0 -> text.append(word).append(". ");
        case 1 -> text.append(word).append(", ");
        case 2 -> text.append(random.nextInt(2000)).append(' ');
        default -> text.append(word).append(' ');
      }
    }
    return text.toString();
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }
}
