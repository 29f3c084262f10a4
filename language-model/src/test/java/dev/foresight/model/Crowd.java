package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.foresight.model.Decoder.Batch;
import dev.foresight.model.Decoder.Feed;
import dev.foresight.model.Decoder.Prefix;
import dev.foresight.model.Decoder.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows that come and go as in an engine: batches behind several prompts start and shrink, are fed
 * in changing company and order, by one token or several of which some are dropped. What some of
 * the rows get is compared with what they get alone.
 */
final class Crowd implements AutoCloseable {
  private static final int MOST_TOKENS = 70;

  private final SplittableRandom random;
  private final Decoder decoder;
  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final CachePool pool;
  private final List<Prefix> prefixes = new ArrayList<>();
  private final List<Prefix> prompts;
  private final List<Member> waiting = new ArrayList<>();
  private final List<Cohort> cohorts = new ArrayList<>();
  private final int vocabulary;
  private int compared;

  /**
   * A crowd of {@code rows}, of which every so manyth is compared.
   *
   * @param promptLengths tokens of two roots and of three questions: two behind the first root and
   *     one behind the second
   */
  Crowd(Decoder decoder, int[] promptLengths, int rows, int watchedEvery, long seed) {
    this.decoder = decoder;
    random = new SplittableRandom(seed);
    vocabulary = decoder.shape().vocabularySize();
    pool = new CachePool(ComputeDevice.CPU, rows * decoder.bytesPerRow(MOST_TOKENS) / 2);
    Prefix root = read(null, promptLengths[0]);
    Prefix other = read(null, promptLengths[1]);
    prompts =
        List.of(
            read(root, promptLengths[2]),
            read(root, promptLengths[3]),
            other,
            read(other, promptLengths[4]));
    for (int i = 0; i < rows; i++) {
      int[] tokens = Tokens.row(1000 + i, 1 + random.nextInt(MOST_TOKENS), vocabulary);
      waiting.add(new Member(prompts.get(random.nextInt(prompts.size())), tokens));
    }
    for (int i = 0; i < rows; i += watchedEvery) {
      waiting.set(i, alone(waiting.get(i)));
    }
  }

  private Prefix read(@Nullable Prefix before, int length) {
    int[] tokens = Tokens.row(prefixes.size(), length, vocabulary);
    prefixes.add(before == null ? decoder.prefill(tokens) : decoder.prefill(before, tokens));
    return prefixes.getLast();
  }

  /** Lets all rows come and go; returns how many logits were compared. */
  int run() {
    while (!waiting.isEmpty() || !cohorts.isEmpty()) {
      if (!waiting.isEmpty() && (cohorts.isEmpty() || random.nextInt(3) == 0)) {
        admit();
      }
      if (!cohorts.isEmpty()) {
        step(some(cohorts));
      }
      cohorts.removeIf(Cohort::closedWhenEmpty);
    }
    assertThat(pool.inUse()).isZero();
    return compared;
  }

  @Override
  public void close() {
    cohorts.forEach(cohort -> cohort.batch.close());
    prefixes.forEach(Prefix::close);
    pool.close();
    manager.close();
  }

  /** Starts a batch of some of those who wait for one prompt, if there is room. */
  private void admit() {
    Prefix prompt = waiting.get(random.nextInt(waiting.size())).prompt;
    List<Member> members =
        waiting.stream().filter(m -> m.prompt == prompt).limit(1 + random.nextInt(40)).toList();
    decoder
        .start(prompt, members.size(), MOST_TOKENS, pool)
        .ifPresent(
            batch -> {
              cohorts.add(new Cohort(batch, new ArrayList<>(members)));
              waiting.removeAll(members);
            });
  }

  private List<Cohort> some(List<Cohort> all) {
    List<Cohort> chosen = new ArrayList<>(all);
    for (int i = chosen.size() - 1; i > 0; i--) {
      chosen.add(chosen.remove(random.nextInt(i + 1)));
    }
    return chosen.subList(0, 1 + random.nextInt(chosen.size()));
  }

  private void step(List<Cohort> chosen) {
    int m = 1 + random.nextInt(1 + decoder.drafts());
    List<Feed> feeds = chosen.stream().map(c -> new Feed(c.batch, c.tokens(m))).toList();
    int[] kept = chosen.stream().flatMapToInt(c -> c.choose(m)).toArray();
    try (Step step = decoder.step(feeds)) {
      float[][] logits = rows(step.logits(manager));
      float[][] drafts = decoder.drafts() > 0 ? rows(step.drafts(manager, kept)) : new float[0][];
      int row = 0;
      for (Cohort cohort : chosen) {
        for (int i = 0; i < cohort.members.size(); i++, row++) {
          compare(cohort.members.get(i), cohort.batch.length(i), kept[row], logits, row * m);
          compareDrafts(cohort, i, m, drafts, row, kept);
        }
      }
    }
    int first = 0;
    for (Cohort cohort : chosen) {
      int size = cohort.members.size();
      cohort.go(m, Arrays.copyOfRange(kept, first, first + size));
      first += size;
    }
  }

  /** After a step of one token lengths count it already. */
  private void compare(Member member, int length, int kept, float[][] logits, int first) {
    if (!member.isWatched()) {
      return;
    }
    int from = member.done;
    for (int i = 0; i < kept; i++) {
      assertThat(logits[first + i]).as("place %d", from + i).isEqualTo(member.logits[from + i]);
      compared++;
    }
    assertThat(length).isBetween(from, from + 1);
  }

  private void compareDrafts(Cohort cohort, int i, int m, float[][] drafts, int row, int[] kept) {
    Member member = cohort.members.get(i);
    if (!member.isWatched()) {
      return;
    }
    int at = member.done + kept[row] - 1;
    for (int head = 0; head < decoder.drafts(); head++) {
      assertThat(drafts[head * kept.length + row])
          .as("draft %d of place %d, one of %d", head, at, m)
          .isEqualTo(member.drafts[at][head]);
    }
  }

  /** The member with what it gets alone. */
  private Member alone(Member member) {
    float[][] logits = new float[member.tokens.length][];
    float[][][] drafts = new float[member.tokens.length][][];
    try (Batch batch = decoder.start(member.prompt, 1, MOST_TOKENS, pool).orElseThrow()) {
      for (int i = 0; i < logits.length; i++) {
        Feed feed = new Feed(batch, new int[][] {{member.tokens[i]}});
        try (Step step = decoder.step(List.of(feed))) {
          logits[i] = rows(step.logits(manager))[0];
          drafts[i] =
              decoder.drafts() > 0 ? rows(step.drafts(manager, new int[] {1})) : new float[0][];
        }
      }
    }
    return new Member(member.prompt, member.tokens, logits, drafts);
  }

  private float[][] rows(NDArray array) {
    try (array) {
      float[] all = array.toFloatArray();
      return IntStream.range(0, all.length / vocabulary)
          .mapToObj(i -> Arrays.copyOfRange(all, i * vocabulary, (i + 1) * vocabulary))
          .toArray(float[][]::new);
    }
  }

  /** A row: its prompt, its tokens and, if it is watched, what it gets alone at each place. */
  private static final class Member {
    private final Prefix prompt;
    private final int[] tokens;
    private final float[][] logits;
    private final float[][][] drafts;
    private int done;

    Member(Prefix prompt, int[] tokens) {
      this(prompt, tokens, new float[0][], new float[0][][]);
    }

    Member(Prefix prompt, int[] tokens, float[][] logits, float[][][] drafts) {
      this.prompt = prompt;
      this.tokens = tokens;
      this.logits = logits;
      this.drafts = drafts;
    }

    boolean isWatched() {
      return logits.length > 0;
    }
  }

  /** A batch and who its rows are. */
  private final class Cohort {
    private final Batch batch;
    private final List<Member> members;

    Cohort(Batch batch, List<Member> members) {
      this.batch = batch;
      this.members = members;
    }

    /** The next tokens of each row, and any behind its last. */
    int[][] tokens(int m) {
      return members.stream()
          .map(
              member ->
                  IntStream.range(member.done, member.done + m)
                      .map(i -> i < member.tokens.length ? member.tokens[i] : i % vocabulary)
                      .toArray())
          .toArray(int[][]::new);
    }

    /** How many of m tokens stay. */
    IntStream choose(int m) {
      return members.stream()
          .mapToInt(member -> 1 + random.nextInt(Math.min(m, member.tokens.length - member.done)));
    }

    /** Keeps tokens, and lets those go who have all of theirs. */
    void go(int m, int[] kept) {
      if (m > 1) {
        batch.keep(kept);
      }
      for (int i = 0; i < kept.length; i++) {
        members.get(i).done += kept[i];
      }
      int[] finished =
          IntStream.range(0, members.size())
              .filter(i -> members.get(i).done == members.get(i).tokens.length)
              .toArray();
      List<Member> before = List.copyOf(members);
      members.clear();
      for (int row : batch.remove(finished)) {
        members.add(before.get(row));
      }
    }

    boolean closedWhenEmpty() {
      if (members.isEmpty()) {
        batch.close();
      }
      return members.isEmpty();
    }
  }
}
