package dev.foresight.trainer.data;

import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns one source into a token file, or finds the one that is there. What is done is saved every
 * two seconds, and a preparation that was cut short, even by kill -9, goes on from there and ends
 * with the same bytes. Used once, by one thread.
 */
final class SourcePreparation {
  private static final long SAVE_EVERY_NANOS = 2_000_000_000;

  private final Source source;
  private final Tokenizer tokenizer;
  private final @Nullable OverlapScan scan;
  private final double brokenShare;
  private final int threads;
  private final Pace pace;
  private final List<Path> files;

  SourcePreparation(
      Source source,
      Tokenizer tokenizer,
      @Nullable OverlapScan scan,
      double brokenShare,
      int threads,
      Pace pace)
      throws IOException {
    this.source = source;
    this.tokenizer = tokenizer;
    this.scan = scan;
    this.brokenShare = brokenShare;
    this.threads = threads;
    this.pace = pace;
    this.files = source.files();
  }

  /**
   * The token file in {@code folder}, made there if it is not yet.
   *
   * @throws IOException naming what cannot be read or written, or the rows that are broken
   * @throws InterruptedException after an interrupt; what is saved is kept
   */
  TokenFile prepare(Path folder) throws IOException, InterruptedException {
    Path lock = folder.resolveSibling(folder.getFileName() + ".lock");
    FileLock held = FileLock.acquire(lock, () -> pace.at(FileLock.WAITING));
    try {
      if (!Files.exists(folder)) {
        tokenize(folder);
      } else if (scan != null) {
        scan(folder);
      }
    } finally {
      held.close();
    }
    TokenFile file = TokenFile.open(folder);
    file.description().rows().require(source.location(), brokenShare, true);
    return file;
  }

  private void tokenize(Path folder) throws IOException, InterruptedException {
    Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
    List<String> before = stamps();
    int tokenBytes = TokenFile.tokenBytes(tokenizer.vocabularySize());
    ChunkTokenizer work = new ChunkTokenizer(source, files, tokenizer, scan);
    pace.begin("tokenizing", Corpora.size(files));
    try (TokenFileWriter writer = TokenFileWriter.open(partial, tokenBytes);
        ChunkReader reader = new ChunkReader(source, files, writer.state().end())) {
      long[] saved = {pace.nanoTime()};
      InOrder.run(
          threads,
          reader::next,
          work::tokenize,
          chunk -> {
            if (!chunk.chunk().tokenized()) {
              append(chunk, writer);
              if (pace.nanoTime() - saved[0] >= SAVE_EVERY_NANOS) {
                writer.save();
                saved[0] = pace.nanoTime();
              }
            }
            pace.read(chunk.chunk().bytesRead(), chunk.tokenCount());
          });
      writer.state().rows().require(source.location(), brokenShare, true);
      if (!stamps().equals(before)) {
        throw new IOException(source.location() + ": has changed while it was read");
      }
      writer.finish(folder);
    }
    keepFound(folder);
  }

  private void append(TokenizedChunk chunk, TokenFileWriter writer) throws IOException {
    writer.append(chunk);
    chunk.broken().forEach(pace::broken);
    writer.state().rows().require(source.location(), brokenShare, false);
  }

  /** Looks for n-grams in what was tokenized earlier, unless that was done as well. */
  private void scan(Path folder) throws IOException, InterruptedException {
    Path known = found(folder);
    if (Files.exists(known)) {
      scan().addFound(Files.readAllBytes(known));
      return;
    }
    pace.begin("looking for evaluation problems", Corpora.size(files));
    Texts texts = new Texts(source, files);
    try (ChunkReader reader = new ChunkReader(source, files, Chunk.Position.START)) {
      InOrder.run(
          threads,
          reader::next,
          chunk -> {
            texts.read(chunk, (row, text) -> scan().add(text)); // broken ones were counted before
            return chunk.bytesRead();
          },
          bytes -> pace.read(bytes, 0));
    }
    keepFound(folder);
  }

  private void keepFound(Path folder) throws IOException {
    if (scan != null) {
      Path next = Files.createTempFile(folder, "overlap-", ".next");
      Files.write(next, scan.found());
      Files.move(next, found(folder), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private Path found(Path folder) {
    return folder.resolve("overlap-" + scan().sha256() + ".bin");
  }

  private OverlapScan scan() {
    return Objects.requireNonNull(scan);
  }

  /** What changes when a file does. */
  private List<String> stamps() throws IOException {
    List<String> stamps = new ArrayList<>();
    for (Path file : files) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      stamps.add(attributes.size() + " " + attributes.lastModifiedTime());
    }
    return stamps;
  }
}
