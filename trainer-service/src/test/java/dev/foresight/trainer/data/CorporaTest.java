package dev.foresight.trainer.data;

import static dev.foresight.trainer.data.SourceFiles.jsonl;
import static dev.foresight.trainer.data.SourceFiles.line;
import static dev.foresight.trainer.data.SourceFiles.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.problems.Problem;
import dev.foresight.model.problems.ProblemFile;
import dev.foresight.model.problems.PromptTemplate;
import dev.foresight.model.problems.Shuffle;
import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.trainer.Arithmetic;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CorporaTest {
  private static final int SIZE = 320;
  private static final int LENGTH = 16;

  private final Path folder;
  private final Corpora corpora;

  CorporaTest(@TempDir Path folder) {
    this.folder = folder;
    corpora = new Corpora(folder.resolve("store"), 2);
  }

  /** So a run that began with an older version goes on with the same data. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void problemsGiveTheSequencesThatTheyAlwaysGave(int ahead) throws Exception {
    Path file = Arithmetic.write(folder.resolve("sums.jsonl"), 200);
    Corpus corpus = corpora.prepare(CorpusPlan.problems(file, SIZE), Preparation.SILENT);
    Tokenizer tokenizer = corpus.tokenizer();
    List<int[]> documents =
        ProblemFile.read(file).problems().stream()
            .map(PromptTemplate.DEFAULT::document)
            .map(tokenizer::encode)
            .toList();
    IntStream stream = IntStream.empty();
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int document : Shuffle.order(documents.size(), 17, epoch)) {
        stream = IntStream.concat(stream, Arrays.stream(documents.get(document)));
      }
    }
    int[] tokens = stream.toArray();
    int[][] windows = corpus.training(17, 32, ahead).next((tokens.length - ahead) / 32);
    for (int i = 0; i < windows.length; i++) {
      assertThat(windows[i]).isEqualTo(Arrays.copyOfRange(tokens, 32 * i, 32 * i + 32 + ahead));
    }
    assertThat(corpus.validation(32, ahead)).isEmpty();
  }

  @Test
  void aTextEndsWithTheEndOfTextAndAProblemWithAnEmptyLine() throws Exception {
    Path file = Files.writeString(folder.resolve("a.txt"), "one\n<|endoftext|>\none\n");
    Corpus corpus = prepare(plan(text(file)));
    int end = corpus.tokenizer().endOfText();
    int[] one = corpus.tokenizer().encode("one\n");
    int[] expected = Arrays.copyOf(one, one.length + 1);
    expected[one.length] = end;
    assertThat(corpus.training(1, expected.length, 1).next(1)[0]).startsWith(expected);
    Path problems = Arithmetic.write(folder.resolve("sums.jsonl"), 5);
    int[] window = prepare(plan(Source.problems(problems))).training(1, 500, 1).next(1)[0];
    assertThat(window).doesNotContain(end);
  }

  @Test
  void whatIsPreparedOnceIsReadWithoutItsSources() throws Exception {
    CorpusPlan plan = plan(jsonl(words("a", 500)));
    int[][] first = prepare(plan).training(1, 16, 1).next(50);
    List<String> activities = new ArrayList<>();
    Corpus again = corpora.prepare(plan, progress -> activities.add(progress.activity()));
    assertThat(again.training(1, 16, 1).next(50)).isDeepEqualTo(first);
    assertThat(activities).noneMatch(activity -> activity.contains("tokenizing"));
  }

  @Test
  void damagedTokensAreNotTrainedOn() throws Exception {
    CorpusPlan plan = plan(jsonl(words("a", 50)));
    prepare(plan).close();
    Path tokens = find(TokenFile.TOKENS);
    byte[] bytes = Files.readAllBytes(tokens);
    bytes[20] ^= 1;
    Files.write(tokens, bytes);
    assertThatThrownBy(() -> prepare(plan))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tokens.bin: damaged");
  }

  @Test
  void aBrokenRowStopsThePreparationAndIsNamed() throws Exception {
    Path file = words("a", 50);
    Files.writeString(file, Files.readString(file) + "{\n" + line("x"));
    assertThatThrownBy(() -> prepare(plan(jsonl(file))))
        .isInstanceOf(BrokenRowsException.class)
        .hasMessageContaining(
            "1 of 52 rows are broken, more than a share of 0.0: " + file + ":51: ");
  }

  @Test
  void brokenRowsAreLeftOutAndCountedUpToAShare() throws Exception {
    Path file = words("a", 96);
    Files.writeString(file, Files.readString(file) + "{\n[]\n{\"text\": 1}\n{}\n");
    List<BrokenRow> told = new ArrayList<>();
    Preparation listener =
        new Preparation() {
          @Override
          public void at(Progress progress) {}

          @Override
          public void broken(BrokenRow row) {
            told.add(row);
          }
        };
    CorpusPlan allowed = new CorpusPlan(List.of(jsonl(file)), null, SIZE, 0, 0.04);
    Corpus corpus = corpora.prepare(allowed, listener);
    assertThat(corpus.brokenRows()).isEqualTo(4);
    assertThat(told).extracting(BrokenRow::row).containsExactly(97L, 98L, 99L, 100L);
    CorpusPlan strict = new CorpusPlan(List.of(jsonl(file)), null, SIZE, 0, 0.039);
    assertThatThrownBy(() -> prepare(strict)).hasMessageContaining("4 of 100 rows are broken");
  }

  @Test
  void heldOutDocumentsAreNeverTrainedOnAndTheSameInEveryRun() throws Exception {
    CorpusPlan plan = new CorpusPlan(List.of(jsonl(words("a", 2000))), null, SIZE, 0.1, 0);
    Corpus corpus = prepare(plan);
    int end = corpus.tokenizer().endOfText();
    Set<String> held = documents(corpus, corpus.validation(LENGTH, 1), end);
    assertThat(held).hasSizeBetween(140, 260);
    assertThat(documents(corpus, corpus.validation(LENGTH, 4), end)).isEqualTo(held);
    for (int seed = 0; seed < 3; seed++) {
      Set<String> trained =
          documents(corpus, Arrays.asList(corpus.training(seed, LENGTH, 1).next(5000)), end);
      assertThat(trained).hasSizeGreaterThan(1700).doesNotContainAnyElementsOf(held);
    }
  }

  @Test
  void validationWindowsAreTheSameForEveryNumberOfTokensAhead() throws Exception {
    CorpusPlan plan = new CorpusPlan(List.of(jsonl(words("a", 300))), null, SIZE, 0.3, 0);
    Corpus corpus = prepare(plan);
    List<int[]> one = corpus.validation(16, 1);
    List<int[]> eight = corpus.validation(16, 8);
    assertThat(eight).hasSameSizeAs(one).isNotEmpty();
    for (int i = 0; i < one.size(); i++) {
      assertThat(Arrays.copyOf(eight.get(i), 17)).isEqualTo(one.get(i));
      if (i > 0) {
        assertThat(one.get(i)[0]).isEqualTo(one.get(i - 1)[16]);
      }
    }
    assertThatThrownBy(() -> one.get(one.size())).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void oneDocumentIsHeldOutEvenOfFewButNeverAll() throws Exception {
    CorpusPlan few = new CorpusPlan(List.of(jsonl(words("a", 3))), null, SIZE, 0.0001, 0);
    assertThat(prepare(few).validation(1, 1)).isNotEmpty();
    CorpusPlan one = new CorpusPlan(List.of(jsonl(words("b", 1))), null, SIZE, 0.0001, 0);
    assertThat(prepare(one).validation(1, 1)).isEmpty();
    CorpusPlan most = new CorpusPlan(List.of(jsonl(words("c", 2))), null, SIZE, 0.999999, 0);
    assertThatThrownBy(() -> prepare(most)).hasMessageContaining("no document to train on beside");
  }

  @Test
  void tokensOfWeightedSourcesComeInProportion() throws Exception {
    Source letters = weighted(words("letters", 300), "3");
    Source numbers =
        weighted(Files.writeString(folder.resolve("n"), line("1 2 3 4 5 6").repeat(2000)), "1");
    Corpus corpus = prepare(plan(letters, numbers));
    int digit = corpus.tokenizer().encode("5")[0];
    int[][] windows = corpus.training(3, 16, 2).next(20_000);
    long fromNumbers =
        Arrays.stream(windows).filter(w -> Arrays.stream(w).anyMatch(id -> id == digit)).count();
    assertThat(fromNumbers / 20_000.0).isBetween(0.245, 0.255);
    Sequences resumed = corpus.training(3, 16, 2);
    resumed.seek(12_345);
    assertThat(resumed.next(2)[1]).isEqualTo(windows[12_346]);
  }

  @Test
  void sourcesWithoutWeightsAreOneEpoch() throws Exception {
    Corpus corpus = prepare(plan(jsonl(words("a", 10)), jsonl(words("b", 30))));
    int end = corpus.tokenizer().endOfText();
    Set<String> seen =
        documents(corpus, Arrays.asList(corpus.training(1, LENGTH, 1).next(400)), end);
    assertThat(seen).hasSizeBetween(40, 42); // the cut at both ends may make two more
  }

  @Test
  void theEvaluationsProblemsAreLookedForWhetherOrNotItIsTokenizedAlready() throws Exception {
    Problem known = new Problem("word a 7 and again the word a 7 and its end", "#### 7");
    Path file = words("a", 20);
    Files.writeString(file, Files.readString(file) + line(known.question()));
    CorpusPlan plan = plan(jsonl(file), jsonl(words("b", 20)));
    Map<Integer, Problem> evaluated = Map.of(0, known, 1, new Problem("Not there?", "#### 1"));
    OverlapReport fresh = corpora.prepare(plan, evaluated, Preparation.SILENT).overlap().get();
    assertThat(fresh.problems()).isEqualTo(2);
    assertThat(fresh.overlapping()).isEqualTo(1);
    assertThat(fresh.worst().getFirst().row()).isZero();
    assertThat(corpora.prepare(plan, evaluated, Preparation.SILENT).overlap()).contains(fresh);
    Map<Integer, Problem> others = Map.of(5, known);
    OverlapReport later = corpora.prepare(plan, others, Preparation.SILENT).overlap().get();
    assertThat(later.worst().getFirst().row()).isEqualTo(5);
    assertThat(prepare(plan).overlap()).isEmpty();
  }

  @Test
  void preparationsAtOnceDoNotDisturbEachOther() throws Exception {
    CorpusPlan plan = plan(jsonl(words("a", 3000)));
    List<CompletableFuture<int[][]>> all =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> firstOf(plan))).limit(4).toList();
    int[][] expected = all.getFirst().get(60, TimeUnit.SECONDS);
    for (CompletableFuture<int[][]> one : all) {
      assertThat(one.get(60, TimeUnit.SECONDS)).isDeepEqualTo(expected);
    }
  }

  @Test
  void anEmptySourceIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("empty.jsonl"), "\n");
    assertThatThrownBy(() -> prepare(plan(jsonl(file))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": there is no document to train on");
  }

  @Test
  void aGivenTokenizerIsUsedIfItFits() throws Exception {
    Path file = words("a", 100);
    Tokenizer given = corpora.tokenizer(plan(jsonl(file)), Preparation.SILENT);
    Path json = Files.write(folder.resolve("given.json"), given.json());
    Path other = words("b", 10);
    Corpus corpus =
        prepare(new CorpusPlan(List.of(jsonl(other)), json, given.vocabularySize(), 0, 0));
    assertThat(corpus.tokenizer().json()).isEqualTo(given.json());
    CorpusPlan small =
        new CorpusPlan(List.of(jsonl(other)), json, given.vocabularySize() - 1, 0, 0);
    assertThatThrownBy(() -> corpora.tokenizer(small, Preparation.SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have at least " + given.vocabularySize() + " tokens");
  }

  @Test
  void aTokenizerThatLosesTextIsRefused() throws Exception {
    Path file = words("a", 100);
    ObjectNode content =
        (ObjectNode)
            JsonMapper.shared()
                .readTree(corpora.tokenizer(plan(jsonl(file)), Preparation.SILENT).json());
    content.set("normalizer", JsonMapper.shared().readTree("{\"type\": \"Lowercase\"}"));
    Path json =
        Files.write(folder.resolve("lower.json"), JsonMapper.shared().writeValueAsBytes(content));
    assertThatThrownBy(() -> prepare(new CorpusPlan(List.of(jsonl(file)), json, SIZE, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lower.json does not give text back as it was")
        .hasMessageContaining("became \"question");
  }

  private int[][] firstOf(CorpusPlan plan) {
    try {
      return new Corpora(folder.resolve("store"), 1)
          .prepare(plan, Preparation.SILENT)
          .training(1, 16, 1)
          .next(100);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Corpus prepare(CorpusPlan plan) throws IOException, InterruptedException {
    return corpora.prepare(plan, Preparation.SILENT);
  }

  private static CorpusPlan plan(Source... sources) {
    return new CorpusPlan(List.of(sources), null, SIZE, 0, 0);
  }

  private static Source weighted(Path file, String weight) {
    return new Source(file.toString(), Format.JSONL, "text", new BigDecimal(weight));
  }

  /** Documents no two of which are equal. */
  private Path words(String word, int count) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      StringBuilder number = new StringBuilder();
      for (int rest = i; rest > 0; rest /= 26) {
        number.append((char) ('a' + rest % 26));
      }
      lines.append(line("word " + word + " comes here with its number, " + number + "."));
    }
    return Files.writeString(folder.resolve(word + ".jsonl"), lines);
  }

  private Path find(String name) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  /** The whole documents in windows that advance by their length. */
  private static Set<String> documents(Corpus corpus, List<int[]> windows, int end) {
    IntStream tokens = windows.stream().flatMapToInt(window -> Arrays.stream(window).limit(LENGTH));
    return documents(corpus, tokens.toArray(), end);
  }

  private static Set<String> documents(Corpus corpus, int[] tokens, int end) {
    Set<String> documents = new HashSet<>();
    int start = -1;
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] == end) {
        if (start >= 0) {
          documents.add(corpus.tokenizer().decode(Arrays.copyOfRange(tokens, start, i)));
        }
        start = i + 1;
      }
    }
    return documents;
  }
}
