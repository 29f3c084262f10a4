package dev.foresight.trainer.data;

import dev.foresight.model.tokenizer.Tokenizer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Token files as a corpus: one stream of all their documents, or a weighted one for each. */
final class PreparedCorpus implements Corpus {
  /** Room left behind validation windows, so that every n has the same ones. */
  private static final int MOST_AHEAD = 8;

  private final Tokenizer tokenizer;
  private final List<TokenFile> files;
  private final List<Double> weights;
  private final HeldOut heldOut;
  private final Optional<OverlapReport> overlap;

  /**
   * The files of {@code plan}'s sources, in their order.
   *
   * @throws IllegalArgumentException if a stream has no token to train on
   */
  PreparedCorpus(
      CorpusPlan plan,
      Tokenizer tokenizer,
      List<TokenFile> files,
      Optional<OverlapReport> overlap) {
    this.tokenizer = tokenizer;
    this.files = List.copyOf(files);
    this.overlap = overlap;
    weights =
        plan.isWeighted()
            ? plan.sources().stream()
                .map(source -> Objects.requireNonNull(source.weight()))
                .map(BigDecimal::doubleValue)
                .toList()
            : List.of(1.0);
    heldOut = new HeldOut(files, plan.validationShare());
    List<Documents> streams = streams();
    for (int i = 0; i < streams.size(); i++) {
      if (streams.get(i).tokens() == 0) {
        throw new IllegalArgumentException(
            plan.sources().get(i).location()
                + ": there is no document to train on"
                + (plan.validationShare() > 0 ? " beside those held out" : ""));
      }
    }
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public Sequences training(long seed, int length, int ahead) {
    List<Packing> streams = new ArrayList<>();
    for (Documents documents : streams()) {
      streams.add(new Packing(documents, seed + streams.size(), length, ahead));
    }
    return new PackedSequences(streams, new Mixture(weights, seed));
  }

  @Override
  public List<int[]> validation(int length, int ahead) {
    Documents held = Documents.concatenated(files.stream().map(heldOut::validation).toList());
    long room = Math.max(0, held.tokens() - Math.max(ahead, MOST_AHEAD));
    return new HeldOutWindows(held, Math.toIntExact(room / length), length, ahead);
  }

  @Override
  public long brokenRows() {
    return files.stream().mapToLong(file -> file.description().rows().broken()).sum();
  }

  @Override
  public Optional<OverlapReport> overlap() {
    return overlap;
  }

  @Override
  public void close() {}

  private List<Documents> streams() {
    List<Documents> training = files.stream().map(heldOut::training).toList();
    return weights.size() == files.size() ? training : List.of(Documents.concatenated(training));
  }
}
