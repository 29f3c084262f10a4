package dev.foresight.trainer.data;

import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.model.tokenizer.PieceCounts;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Tokenizers trained on sources, by their digests and size, kept in the checkpoint store: {@code
 * tokenizers/DIGEST-SIZE}. The same sources give the same tokenizer, so it does not matter who
 * trains it.
 */
final class Tokenizers {
  private final Path folder;
  private final int threads;

  /**
   * Tokenizers below {@code store}.
   *
   * @param store root of the checkpoint store
   * @param threads that count words
   */
  Tokenizers(Path store, int threads) {
    this.folder = store.resolve("tokenizers");
    this.threads = threads;
  }

  /**
   * The tokenizer of {@code plan}'s sources, trained if it is not there yet.
   *
   * @param digests of the sources
   * @throws IllegalArgumentException if the vocabulary is too small for the sources' characters
   */
  Tokenizer of(CorpusPlan plan, List<String> digests, Pace pace)
      throws IOException, InterruptedException {
    Path kept = folder.resolve(key(plan.sources(), digests) + "-" + plan.vocabularySize());
    Path lock = folder.resolve(kept.getFileName() + ".lock");
    FileLock held = FileLock.acquire(lock, () -> pace.at(FileLock.WAITING));
    try {
      if (!Files.exists(kept)) {
        PieceCounts counts = count(plan.sources(), plan.brokenShare(), pace);
        pace.at("training a tokenizer");
        keep(BpeTrainer.train(counts, plan.vocabularySize()), kept);
      }
    } finally {
      held.close();
    }
    return Tokenizer.read(kept);
  }

  private PieceCounts count(List<Source> sources, double brokenShare, Pace pace)
      throws IOException, InterruptedException {
    PieceCounts all = new PieceCounts();
    for (Source source : sources) {
      List<Path> files = source.files();
      Texts texts = new Texts(source, files);
      BrokenRows[] rows = {BrokenRows.NONE};
      pace.begin("counting words", Corpora.size(files));
      try (ChunkReader reader = new ChunkReader(source, files, Chunk.Position.START)) {
        InOrder.run(
            threads,
            reader::next,
            chunk -> count(chunk, texts),
            counted -> {
              rows[0] = rows[0].plus(counted.chunk.rows().size(), counted.broken);
              rows[0].require(source.location(), brokenShare, false);
              all.add(counted.counts);
              pace.read(counted.chunk.bytesRead(), 0);
            });
      }
      rows[0].require(source.location(), brokenShare, true);
    }
    return all;
  }

  private record Counted(Chunk chunk, PieceCounts counts, List<BrokenRow> broken) {}

  private static Counted count(Chunk chunk, Texts texts) {
    PieceCounts counts = new PieceCounts();
    return new Counted(chunk, counts, texts.read(chunk, (row, text) -> counts.add(text)));
  }

  private static String key(List<Source> sources, List<String> digests) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      lines
          .append(digests.get(i))
          .append(' ')
          .append(source.format().label())
          .append(' ')
          .append(source.textColumn() == null ? "" : source.textColumn())
          .append('\n');
    }
    return Digest.of(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void keep(Tokenizer tokenizer, Path kept) throws IOException {
    Path partial = Files.createTempDirectory(folder, ".partial-");
    Files.write(partial.resolve(Tokenizer.FILE), tokenizer.json());
    Files.write(partial.resolve(Tokenizer.CONFIGURATION_FILE), tokenizer.configurationJson());
    try {
      Files.move(partial, kept, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.exists(kept)) {
        throw e;
      }
      // A store without locks: another process was faster, with the same tokenizer.
    }
  }
}
