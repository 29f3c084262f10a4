package dev.foresight.standalone.wordproblems;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes grade-school word problems of one to three steps with worked answers: five sentence
 * patterns over names, things and small whole numbers. The same seed makes the same problems, and
 * no two of one set ask the same question.
 *
 * <pre>{@code
 * var problems = WordProblems.make(1000, 7L);
 * }</pre>
 */
public final class WordProblems {
  private static final List<String> NAMES =
      List.of("Tom", "Mia", "Ben", "Ava", "Sam", "Zoe", "Leo", "Ida");
  private static final List<String> THINGS =
      List.of("apples", "books", "coins", "pens", "shells", "cards", "eggs", "stamps");
  private static final List<String> BOXES = List.of("bags", "boxes", "jars", "trays");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final int TRAIN = 12_000;
  private static final int TEST = 200;
  private static final long SEED = 2404;

  private final RandomGenerator random;

  private WordProblems(RandomGenerator random) {
    this.random = random;
  }

  /** {@code count} problems with distinct questions. */
  public static List<WordProblem> make(int count, long seed) {
    var maker = new WordProblems(new SplittableRandom(seed));
    var questions = new LinkedHashSet<String>();
    return Stream.generate(maker::next)
        .filter(problem -> questions.add(problem.question()))
        .limit(count)
        .toList();
  }

  /** Writes the demo's problems, 12,000 to train on and 200 to ask. */
  public static void write(Path folder) throws IOException {
    write(folder, TRAIN, TEST, SEED);
  }

  /**
   * Writes {@code train.jsonl} and {@code test.jsonl} into {@code folder}, one problem a line; no
   * question of one is in the other.
   */
  public static void write(Path folder, int train, int test, long seed) throws IOException {
    var problems = make(train + test, seed);
    Files.createDirectories(folder);
    writeLines(folder.resolve("train.jsonl"), problems.subList(0, train));
    writeLines(folder.resolve("test.jsonl"), problems.subList(train, train + test));
  }

  private static void writeLines(Path file, List<WordProblem> problems) throws IOException {
    Files.write(file, problems.stream().map(JSON::writeValueAsString).toList());
  }

  private WordProblem next() {
    return switch (random.nextInt(5)) {
      case 0 -> keeping();
      case 1 -> together();
      case 2 -> packing();
      case 3 -> comparing();
      default -> shopping();
    };
  }

  /** One holder; things come and go. */
  private WordProblem keeping() {
    String name = any(NAMES);
    String thing = any(THINGS);
    int start = number(2, 12);
    var story = new Story(start).tell("%s has %d %s.".formatted(name, start, thing));
    int steps = number(1, 3);
    for (int i = 0; i < steps; i++) {
      comeOrGo(story, name);
    }
    return story.ask("How many %s does %s have now?".formatted(thing, name));
  }

  /** Two holders, put together. */
  private WordProblem together() {
    String one = any(NAMES);
    String other = anyBut(one);
    String thing = any(THINGS);
    int first = number(2, 12);
    int second = number(2, 12);
    var story =
        new Story(first)
            .tell("%s has %d %s and %s has %d.".formatted(one, first, thing, other, second))
            .step('+', second);
    if (random.nextBoolean()) {
      comeOrGo(story, other);
    }
    return story.ask("How many %s do they have together?".formatted(thing));
  }

  /** Equal groups. */
  private WordProblem packing() {
    String name = any(NAMES);
    String thing = any(THINGS);
    int boxes = number(2, 5);
    int each = number(2, 6);
    var story =
        new Story(boxes)
            .tell(
                "%s has %d %s with %d %s in each.".formatted(name, boxes, any(BOXES), each, thing))
            .step('*', each);
    if (random.nextBoolean()) {
      comeOrGo(story, name);
    }
    return story.ask("How many %s does %s have?".formatted(thing, name));
  }

  /** One holder known through another. */
  private WordProblem comparing() {
    String one = any(NAMES);
    String other = anyBut(one);
    String thing = any(THINGS);
    int first = number(4, 12);
    int difference = number(1, 3);
    boolean more = random.nextBoolean();
    var story =
        new Story(first)
            .tell("%s has %d %s.".formatted(one, first, thing))
            .tell(
                "%s has %d %s than %s.".formatted(other, difference, more ? "more" : "fewer", one))
            .step(more ? '+' : '-', difference);
    if (random.nextBoolean()) {
      comeOrGo(story, other);
    }
    return story.ask("How many %s does %s have?".formatted(thing, other));
  }

  /** Money: a price, a count, sometimes something to start from. */
  private WordProblem shopping() {
    String name = any(NAMES);
    int price = number(2, 6);
    int count = number(2, 5);
    var story =
        new Story(price)
            .tell("%s buys %d %s for %d dollars each.".formatted(name, count, any(THINGS), price))
            .step('*', count);
    if (random.nextBoolean()) {
      int fare = number(1, 6);
      story.tell("The bus costs %d dollars.".formatted(fare)).step('+', fare);
    }
    return story.ask("How many dollars does %s spend?".formatted(name));
  }

  private void comeOrGo(Story story, String name) {
    int most = Math.min(9, story.total() - 1);
    if (most >= 1 && random.nextBoolean()) {
      int less = number(1, most);
      String goes = any(List.of("%s gives away %d.", "%s loses %d.", "%s sells %d."));
      story.tell(goes.formatted(name, less)).step('-', less);
    } else {
      int more = number(1, 9);
      String comes = any(List.of("%s buys %d more.", "%s finds %d more.", "%s gets %d more."));
      story.tell(comes.formatted(name, more)).step('+', more);
    }
  }

  private int number(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  private String any(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private String anyBut(String name) {
    return any(NAMES.stream().filter(other -> !other.equals(name)).toList());
  }
}
