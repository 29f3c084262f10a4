package dev.foresight.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenizerTest {
  private static final String TEXT =
      """
      Question: Janet's ducks lay 16 eggs per day. She eats three for breakfast every morning.
      Answer: Janet sells 16 - 3 - 4 = 9 duck eggs a day. She makes 9 * 2 = $18 every day.
      #### 18

      Question: A robe takes 2 bolts of blue fiber and half that much white fiber. How many bolts?
      Answer: It takes 2/2=1 bolt of white fiber. So the total amount of fabric is 2+1=3 bolts.
      #### 3

      """;

  private static final Tokenizer TOKENIZER = BpeTrainer.train(List.of(TEXT, TEXT), 420);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "  two  spaces and three   ",
        "\n",
        "\n\n\nQuestion:\r\n\tTabs",
        "Question: How many?\nAnswer: 12\n\n",
        "caf\u00e9 na\u00efve \u00fcber",
        "e\u0301 lone mark: \u0301",
        "\u0301\u0302 begins with marks",
        "\u65e5\u672c\u8a9e \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u05e2\u05d1\u05e8\u05d9\u05ea",
        "\ud83d\ude00 \ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 \ud83c\uddeb\ud83c\uddf7",
        "\u2581 the mark that stands for a space \u2581\u2581a \u2581",
        "\u2212 minus, \u00a0 hard space, \u2003 em space, \u3000 wide space",
        "\u0000 zero \u0001\u0007\u007f\u0085\u2028\u2029",
        "\ufeff mark \ufffd replaced \uffff last",
        "\udbff\udfff the last character",
        "<s> </s> <unk> <0x0A> <|endoftext|>",
        "</s>",
        "100000000000000000000 1,234.5678",
        "\u0661\u0662\u0663 \u00bd \u2460"
      })
  void anyTextComesBackAsItWas(String text) {
    assertThat(TOKENIZER.decode(TOKENIZER.encode(text))).isEqualTo(text);
  }

  @Test
  void randomTextComesBackAsItWas() {
    SplittableRandom random = new SplittableRandom(1);
    int[] likely = (TEXT + "\u2581\u0301\u00e9").codePoints().toArray();
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(40); j >= 0; j--) {
        text.appendCodePoint(
            random.nextInt(4) > 0
                ? likely[random.nextInt(likely.length)]
                : character(random.nextInt(0x110000)));
      }
      assertThat(TOKENIZER.decode(TOKENIZER.encode(text.toString()))).isEqualTo(text.toString());
    }
  }

  @Test
  void halfASurrogatePairIsReplacedAndNothingBreaks() {
    assertThat(TOKENIZER.decode(TOKENIZER.encode("a\ud800b"))).startsWith("a").endsWith("b");
  }

  @Test
  void specialTokensAreNeverReadFromText() {
    assertThat(TOKENIZER.encode("<s></s><unk>")).doesNotContain(0, 1, 2);
    assertThat(TOKENIZER.endOfText()).isEqualTo(2);
    assertThat(TOKENIZER.decode(new int[] {1, TOKENIZER.encode("x")[0], 2})).isEqualTo("x");
  }

  @Test
  void aLineBreakAndADigitAreTokensOfTheirOwn() {
    int newline = only(TOKENIZER.encode("\n"));
    assertThat(TOKENIZER.encode("day.\n\nQuestion")).containsSubsequence(newline, newline);
    for (String token : vocabulary().propertyNames()) {
      if (!token.startsWith("<0x")) {
        assertThat(token.contains("\n") && token.length() > 1).as(token).isFalse();
        assertThat(token.matches(".*\\d.*") && token.length() > 1).as(token).isFalse();
      }
    }
  }

  @Test
  void noTokenCrossesTheStartOfAWord() {
    assertThat(vocabulary().propertyNames())
        .noneMatch(token -> token.indexOf(Vocabulary.SPACE) > 0)
        .anyMatch(token -> token.startsWith(Vocabulary.SPACE + "e") && token.length() > 3);
  }

  /** So a document has the same tokens in a training text, in a prompt and alone. */
  @Test
  void tokensOfDocumentsInARowAreThoseOfEachAlone() {
    String one = "Question: How many ducks?\nAnswer: 16\n\n";
    String two = "Question: Why?\nAnswer:";
    assertThat(TOKENIZER.encode(one + two))
        .isEqualTo(
            IntStream.concat(
                    Arrays.stream(TOKENIZER.encode(one)), Arrays.stream(TOKENIZER.encode(two)))
                .toArray());
  }

  @Test
  void theSameTextGivesTheSameVocabulary() {
    Tokenizer again = BpeTrainer.train(List.of(TEXT, TEXT), 420);
    assertThat(again.json()).isEqualTo(TOKENIZER.json());
    assertThat(again.vocabularySize()).isEqualTo(420);
  }

  /** Another vocabulary would give every corpus, and so every run, another identity. */
  @Test
  void theVocabularyOfAKnownTextIsTheOneItHasAlwaysBeen() throws NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(TOKENIZER.json());
    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo("56af0c68b8c68f8d511711099ccdd4a8a0aeb892f46778870171126ff8cba636");
  }

  @Test
  void countsOfPartsGiveTheVocabularyOfTheWhole() {
    PieceCounts whole = new PieceCounts();
    for (String line : TEXT.split("(?<=\n)", -1)) {
      PieceCounts part = new PieceCounts();
      part.add(line);
      part.add(line);
      whole.add(part);
    }
    assertThat(BpeTrainer.train(whole, 420).json()).isEqualTo(TOKENIZER.json());
  }

  @Test
  void theRarestPiecesAreForgottenWhenThereAreTooMany() {
    PieceCounts counts = new PieceCounts(100);
    for (int i = 0; i < 1000; i++) {
      counts.add(" the word q" + "a".repeat(i));
    }
    assertThat(counts.size()).isLessThanOrEqualTo(100);
    assertThat(counts.toMap()).containsEntry(" the", 1000L).containsEntry(" word", 1000L);
  }

  /** The heap against the plainest search for the next pair. */
  @Test
  void mergesAreThoseOfTheSimplestProgram() {
    SplittableRandom random = new SplittableRandom();
    for (int round = 0; round < 20; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(20, 600); i > 0; i--) {
        text.append("aaabbcd  e".charAt(random.nextInt(10)));
      }
      JsonNode merges = model(BpeTrainer.train(List.of(text.toString()), 300)).path("merges");
      assertThat(merges.valueStream().map(JsonNode::asString).toList())
          .as(text.toString())
          .isEqualTo(SimplestBpe.merges(text.toString(), 300));
    }
  }

  @Test
  void everyCharacterComesBackAsItWasAloneAndBesideOthers() {
    StringBuilder many = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += 13) {
      if (Character.getType(c) != Character.SURROGATE) {
        many.appendCodePoint(c);
      }
      if (many.length() > 4000) {
        assertThat(TOKENIZER.decode(TOKENIZER.encode(many.toString()))).isEqualTo(many.toString());
        many.setLength(0);
      }
    }
    for (int c = 0; c < 0x3000; c += 5) {
      String alone = Character.toString(c);
      assertThat(TOKENIZER.decode(TOKENIZER.encode(alone))).isEqualTo(alone);
    }
  }

  @Test
  void longRunsOfOneCharacterComeBackAsTheyWere() {
    for (String character : List.of("a", " ", "\n", "0", "\u00e9", "\ud83d\ude00", "\u0301", "-")) {
      String run = character.repeat(100_000);
      assertThat(TOKENIZER.decode(TOKENIZER.encode(run)).equals(run)).as(character).isTrue();
    }
  }

  @Test
  void halvesOfSurrogatePairsAreReadAsTheReplacementCharacter() {
    for (String text : List.of("a\ud800b", "\udc00", "x\ude00\ud83d", "\ud83d\ude00\ud83d")) {
      assertThat(TOKENIZER.encode(text))
          .isEqualTo(TOKENIZER.encode(text.replaceAll("[\ud800-\udfff]", "\ufffd")));
    }
    Tokenizer trained = BpeTrainer.train(List.of("ab\ud800 ab\ud800 ab\udc00"), 280);
    assertThat(trained.decode(trained.encode("ab\ud800"))).isEqualTo("ab\ufffd");
  }

  @Test
  void piecesAreEncodedAsTheLibraryEncodesTheWholeText(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve(Tokenizer.FILE), TOKENIZER.json());
    SplittableRandom random = new SplittableRandom();
    int[] likely = (TEXT + "\u0301\u00e9\u65e5\ud83d\ude00").codePoints().toArray();
    try (HuggingFaceTokenizer library = HuggingFaceTokenizer.newInstance(folder)) {
      for (int i = 0; i < 300; i++) {
        StringBuilder text = new StringBuilder();
        for (int j = random.nextInt(200); j >= 0; j--) {
          text.appendCodePoint(likely[random.nextInt(likely.length)]);
        }
        assertThat(Arrays.stream(TOKENIZER.encode(text.toString())).asLongStream().toArray())
            .isEqualTo(library.encode(text.toString(), false, false).getIds());
      }
    }
  }

  @Test
  void theMostFrequentPairIsMergedFirst() {
    Tokenizer tokenizer = BpeTrainer.train(List.of("abab abab abab ab cd"), 300);
    JsonNode merges = model(tokenizer).path("merges");
    assertThat(merges.path(0).asString()).isEqualTo("a b");
    assertThat(merges.path(1).asString()).isEqualTo("\u2581 ab");
    assertThat(tokenizer.vocabularySize()).as("no pair is left that comes twice").isLessThan(300);
    assertThat(tokenizer.encode(" abab")).hasSize(1);
  }

  @Test
  void mergesWorkAsWellWithinARunOfOneCharacter() {
    Tokenizer tokenizer = BpeTrainer.train(List.of("aaaaaaa aaaaaaa"), 280);
    for (int length = 1; length < 20; length++) {
      String text = "a".repeat(length);
      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }
  }

  @Test
  void aVocabularyTooSmallForItsCharactersIsRefused() {
    assertThatThrownBy(() -> BpeTrainer.train(List.of(TEXT), 260))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have at least");
  }

  @Test
  void theFileOpensInHuggingFacesLibraryAsItIs(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve(Tokenizer.FILE), TOKENIZER.json());
    Files.write(folder.resolve(Tokenizer.CONFIGURATION_FILE), TOKENIZER.configurationJson());
    String text = "Question: How many eggs?\nAnswer:";
    try (HuggingFaceTokenizer plain = HuggingFaceTokenizer.newInstance(folder)) {
      assertThat(plain.encode(text, false, false).getIds())
          .isEqualTo(Arrays.stream(TOKENIZER.encode(text)).asLongStream().toArray());
      assertThat(plain.encode("</s>", false, false).getIds()).containsExactly(2);
    }
    assertThat(Tokenizer.read(folder).encode(text)).isEqualTo(TOKENIZER.encode(text));
  }

  @Test
  void aFileThatIsNoTokenizerIsRefusedByName(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve(Tokenizer.CONFIGURATION_FILE), TOKENIZER.configurationJson());
    for (String content : List.of("", "[]", "{}", "{\"model\": {\"type\": \"BPE\"}}")) {
      Files.writeString(folder.resolve(Tokenizer.FILE), content);
      assertThatThrownBy(() -> Tokenizer.read(folder))
          .as(content)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("tokenizer.json: not a tokenizer");
    }
  }

  private static int character(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE ? 'x' : codePoint;
  }

  private static int only(int[] ids) {
    assertThat(ids).hasSize(1);
    return ids[0];
  }

  private static JsonNode vocabulary() {
    return model(TOKENIZER).path("vocab");
  }

  private static JsonNode model(Tokenizer tokenizer) {
    return JsonMapper.shared().readTree(tokenizer.json()).path("model");
  }
}
