package dev.foresight.trainer.data;

import dev.foresight.model.problems.Problem;
import dev.foresight.model.problems.PromptTemplate;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Corpora tokenized once and kept in the checkpoint store, a folder {@code corpora/DIGEST} for each
 * source with a tokenizer. Safe for use by several threads and processes: one prepares a source,
 * the others wait for it.
 */
public final class Corpora {
  /** Enters digests: another number where token files are not read as before. */
  private static final String VERSION = "token file 1";

  private final Path folder;
  private final Tokenizers tokenizers;
  private final int threads;

  /**
   * Corpora below {@code store}.
   *
   * @param store root of the checkpoint store
   * @param threads that tokenize, at least 1
   */
  public Corpora(Path store, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("there must be at least one thread, not " + threads);
    }
    this.folder = store.resolve("corpora");
    this.tokenizers = new Tokenizers(store, threads);
    this.threads = threads;
  }

  /**
   * The corpus that {@code plan} describes, tokenized now if it is not yet; a preparation that was
   * cut short, even by a crash, is taken up where it ended.
   *
   * @throws IOException naming file and row, if files are missing or unreadable or too many rows
   *     are broken
   * @throws IllegalArgumentException if the plan cannot be followed: the tokenizer does not fit the
   *     model, or no document is left to train on
   * @throws InterruptedException after an interrupt; what is done is kept
   */
  public Corpus prepare(CorpusPlan plan, Preparation listener)
      throws IOException, InterruptedException {
    return prepare(plan, Map.of(), listener);
  }

  /**
   * As {@link #prepare(CorpusPlan, Preparation)}; the corpus says, too, how much of {@code
   * evaluated} its documents hold. That costs no second reading of files that are tokenized now.
   *
   * @param evaluated problems by their row in the dataset; if empty, nothing is looked for
   */
  public Corpus prepare(CorpusPlan plan, Map<Integer, Problem> evaluated, Preparation listener)
      throws IOException, InterruptedException {
    Pace pace = new Pace(listener, System::nanoTime);
    List<String> digests = digests(plan, pace);
    Tokenizer tokenizer = tokenizer(plan, digests, pace);
    OverlapScan all = evaluated.isEmpty() ? null : scan(evaluated);
    List<TokenFile> files = new ArrayList<>();
    for (int i = 0; i < plan.sources().size(); i++) {
      Source source = plan.sources().get(i);
      OverlapScan scan = all == null ? null : scan(evaluated);
      Path kept = folder.resolve(key(source, digests.get(i), tokenizer));
      var preparation =
          new SourcePreparation(source, tokenizer, scan, plan.brokenShare(), threads, pace);
      files.add(preparation.prepare(kept));
      if (all != null && scan != null) {
        all.addFound(scan.found());
      }
    }
    return new PreparedCorpus(
        plan, tokenizer, files, Optional.ofNullable(all).map(OverlapScan::report));
  }

  /**
   * The tokenizer of {@code plan} alone, read, or trained if it is not yet.
   *
   * @throws IOException as {@link #prepare(CorpusPlan, Preparation)}
   * @throws IllegalArgumentException if it has more tokens than the model, does not give text back
   *     as it was, or the vocabulary is too small for the sources' characters
   */
  public Tokenizer tokenizer(CorpusPlan plan, Preparation listener)
      throws IOException, InterruptedException {
    Pace pace = new Pace(listener, System::nanoTime);
    return tokenizer(plan, plan.tokenizer() == null ? digests(plan, pace) : List.of(), pace);
  }

  /** The bytes of {@code files}. */
  static long size(List<Path> files) throws IOException {
    long size = 0;
    for (Path file : files) {
      size += Files.size(file);
    }
    return size;
  }

  private Tokenizer tokenizer(CorpusPlan plan, List<String> digests, Pace pace)
      throws IOException, InterruptedException {
    Path given = plan.tokenizer();
    return given == null
        ? tokenizers.of(plan, digests, pace)
        : GivenTokenizer.read(given, plan.vocabularySize());
  }

  private static OverlapScan scan(Map<Integer, Problem> evaluated) {
    return new OverlapScan(evaluated, OverlapScan.DEFAULT_N);
  }

  private static List<String> digests(CorpusPlan plan, Pace pace) throws IOException {
    List<String> digests = new ArrayList<>();
    for (Source source : plan.sources()) {
      pace.at("reading " + source.location());
      digests.add(source.sha256());
    }
    return digests;
  }

  private static String key(Source source, String digest, Tokenizer tokenizer) {
    String template = source.format() == Format.PROBLEMS ? PromptTemplate.DEFAULT.shot() : "";
    @Nullable String column = source.textColumn();
    String lines =
        String.join(
            "\n",
            VERSION,
            digest,
            source.format().label(),
            column == null ? "" : column,
            Digest.of(tokenizer.json()),
            template);
    return Digest.of(lines.getBytes(StandardCharsets.UTF_8));
  }
}
