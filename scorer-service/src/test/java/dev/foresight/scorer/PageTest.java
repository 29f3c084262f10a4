package dev.foresight.scorer;

import static dev.foresight.scorer.Fixtures.EXPERIMENT;
import static dev.foresight.scorer.Fixtures.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.proto.RunState;
import dev.foresight.proto.Speculation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The live page in a real browser, before the whole service and a real broker. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // start comes before every test
class PageTest {
  private static final String POINTS = "#panels .mark-symbol path[aria-label]";
  private static final String TOKEN = "a-token-of-more-than-twenty-characters";
  private static final String EXPERIMENT_PATH = "/api/v1/results/experiments/" + EXPERIMENT;

  @TempDir static Path state;
  private static Browser browser;
  private static Broker broker;
  private static ConfigurableApplicationContext scorer;
  private static HttpClient client;

  @BeforeAll
  static void start() throws IOException {
    browser = new Browser();
    Files.writeString(state.resolve("tokens"), "viewer:" + TOKEN + "\n");
    broker = new Broker();
    client = HttpClient.newHttpClient();
    scorer =
        broker.scorer(
            "--server.port=0",
            "--foresight.scorer.state=" + state.resolve("scorer"),
            "--foresight.store=" + state.resolve("store"),
            "--foresight.security.tokens-file=" + state.resolve("tokens"),
            "--foresight.scorer.live.interval=100ms",
            "--foresight.scorer.links.trainer=https://trainer.example.org/",
            "--foresight.scorer.links.sampler=https://sampler.example.org",
            "--foresight.scorer.links.dashboards=https://grafana.example.org",
            "--foresight.scorer.links.metrics=https://metrics.example.org/?a=b",
            "--logging.level.root=error",
            "--spring.main.banner-mode=off");
    browser.width(1280);
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      browser.close();
      scorer.close();
      broker.close();
      client.close();
    }
  }

  @Test
  @Order(1)
  void aTokenIsAskedForAndThenItWaitsForTheFirstExperiment() {
    browser.open(address());

    browser.awaitText("#token-message", "Results are shown to those with an access token");
    browser.type("wrong", Keys.ENTER);
    browser.awaitText("#token-message", "That token was not accepted");
    browser.type(Keys.ESCAPE);
    browser.awaitText("#notice", "Results are shown to those with an access token");
    browser.click("#enter-token");
    browser.await(() -> browser.shown("#token"), () -> "nothing asks for a token");
    browser.type(TOKEN, Keys.ENTER);
    browser.awaitText("#notice", "Waiting for the first experiment");
    browser.awaitText("#connection", "Live");

    assertThat(browser.script("return Object.values({...sessionStorage})"))
        .isEqualTo(List.of(TOKEN));
    assertThat(browser.script("return localStorage.length")).isEqualTo(0L);
    // Chromium itself reports the answers that asked for a token.
    assertThat(browser.complaints()).isNotEmpty().allMatch(line -> line.contains("status of 401"));
    browser.script("window.notLoadedAgain = true");
  }

  @Test
  @Order(2)
  void anExperimentAppearsByItself() {
    broker.put(Fixtures.experiment());
    var run = Fixtures.run(2, 1000, 7, RunState.RUN_STATE_RUNNING).toBuilder();
    run.addAllFirstLosses(List.of(7f, 7.5f)).addAllLosses(List.of(2.5f, 3.5f));
    run.addCheckpointIds("checkpoint-of-b").addCheckpointIds("unknown");
    run.getOverlapBuilder().setN(13).setProblems(3).setOverlapping(1);
    run.getOverlapBuilder().addWorstBuilder().setProblem(2).setShare(0.5).setExample("a <b>c");
    broker.put(run.build());

    browser.awaitText("#experiment-title", "laptop");
    browser.awaitText("#summary", "0 of 8 cells complete");
    browser.awaitText("#runs-table", "2.500  3.500");
    browser.awaitText("#contamination", "13 words with 1 of the 3 problems");
    assertThat(browser.texts(".panel .empty")).hasSize(4).contains("No complete problem yet");
    assertThat(browser.script("return window.notLoadedAgain")).isEqualTo(true);
  }

  @Test
  @Order(3)
  void samplesFillTheFigureWithoutReload() throws Exception {
    broker.put(Fixtures.evaluation("a", 1, 1000, 7));
    broker.put(Fixtures.evaluation("b", 2, 1000, 7));
    var marked = batch("a", 5, "0.2", 0, 4, index -> index == 0).toBuilder();
    marked.getSamplesBuilder(0).setText(" <i>Sample</i> 0. The answer is 18.");
    broker.put(marked.build());
    broker.put(batch("a", 2, "0.2", 0, 4, index -> index == 0));
    broker.put(batch("a", 9, "0.2", 0, 4, index -> index == 0));
    complete("b", "0.2", index -> index < 2);
    complete("b", "0.25", index -> true);
    broker.put(batch("a", 5, "0.25", 0, 4, index -> index < 3));

    awaitPoints(8);
    browser.awaitText("#summary", "3 of 8 cells complete, 40 of 96 samples");
    assertThat(browser.script("return window.notLoadedAgain")).isEqualTo(true);
    assertThat(labels()).containsExactlyInAnyOrderElementsOf(labelsOfTheApi());
  }

  @Test
  @Order(4)
  void pointsLieWhereTheirValuesAre() {
    // Heights in each panel are one linear function of the values.
    var worst =
        browser.script(
            """
            return [...document.querySelectorAll('#panels .panel')].map(panel => {
              const points = [...panel.querySelectorAll('.mark-symbol path[aria-label]')].map(path => ({
                value: Number(path.getAttribute('aria-label').match(/: ([\\d.]+)%/)[1]),
                height: Number(path.getAttribute('transform').match(/,([-\\d.e]+)/)[1])}))
                .sort((a, b) => a.value - b.value);
              if (points.length < 3) return 0;
              const [low, high] = [points[0], points.at(-1)];
              return Math.max(...points.map(point => Math.abs(point.height - low.height -
                (high.height - low.height) * (point.value - low.value) / (high.value - low.value))));
            }).reduce((a, b) => Math.max(a, b))
            """);

    assertThat(((Number) worst).doubleValue()).isLessThan(0.2);
  }

  @Test
  @Order(4)
  void whatIsPartialIsHollowDashedAndSaidInWords() {
    assertThat(labels()).filteredOn(label -> label.endsWith("not final")).hasSize(2);
    assertThat(
            browser.script(
                "return [...document.querySelectorAll(arguments[0])].filter(path =>"
                    + " path.getAttribute('fill') !== path.getAttribute('stroke')).length",
                POINTS))
        .isEqualTo(2L);
    assertThat(
            browser.script(
                "return document.querySelectorAll('#panels line[stroke-dasharray=\"4,3\"]').length"))
        .isEqualTo(2L);
    assertThat(browser.text("#figure-hint"))
        .contains("Dashed and hollow: not final. 5 of 8 cells still lack samples");
    assertThat(browser.texts("#cells-table td.partial")).hasSize(2);
  }

  @Test
  @Order(5)
  void theTableHoldsTheNumbersOfTheApi() throws Exception {
    var shown = new ArrayList<String>();
    for (var text : browser.texts("#cells-table td:not(.none)")) {
      shown.add(text.replaceAll("\\s+", " ").trim());
    }

    assertThat(shown).containsExactlyInAnyOrderElementsOf(estimatesOfTheApi());
  }

  @Test
  @Order(6)
  void whoLeadsIsSaidAsTheApiSaysIt() throws Exception {
    browser.awaitText("#verdict", "over n = 1");

    var budget = json(EXPERIMENT_PATH + "/verdict").get("budgets").get(0);
    assertThat(browser.text("#verdict .card"))
        .contains("n = " + budget.get("leader").asInt())
        .contains("+25.0 points")
        .contains("Over 3 problems only: too few to be sure");
    assertThat(browser.text("#verdict")).contains("Only 3 problems", "One training seed");
    assertThat(browser.text("#envelope")).contains("100.0 at 0.25").contains("too high");
  }

  @Test
  @Order(7)
  void anotherPolicyGivesOtherValues() {
    browser.script(
        "const p = document.getElementById('policy'); p.value = 'strict-1';"
            + " p.dispatchEvent(new Event('change', {bubbles: true}))");
    browser.awaitText("#verdict", "graded by strict-1");
    browser.script(
        "const p = document.getElementById('policy'); p.value = 'flexible-1';"
            + " p.dispatchEvent(new Event('change', {bubbles: true}))");
    browser.awaitText("#verdict", "graded by flexible-1");
  }

  @Test
  @Order(8)
  void focusStaysWhereItIsWhileNumbersChange() {
    browser.script("document.querySelector('#samples-table a').focus()");
    broker.put(batch("a", 2, "0.25", 0, 4, index -> true));
    broker.put(batch("a", 9, "0.25", 0, 4, index -> true));

    browser.awaitText("#summary", "4 of 8 cells complete");
    assertThat(browser.script("return document.activeElement.closest('#samples-table') !== null"))
        .isEqualTo(true);
  }

  @Test
  @Order(9)
  void everythingIsReachedByKeyboard() {
    browser.open(address() + "?experiment=" + EXPERIMENT);
    browser.awaitText("#verdict", "over n = 1");
    browser.type(Keys.TAB);
    assertThat(focused()).isEqualTo("Skip to the results");
    browser.type(Keys.TAB);
    assertThat(focused()).isEqualTo("Foresight");
    browser.type(Keys.TAB);
    browser.type(Keys.ENTER);
    assertThat(browser.script("return document.activeElement.id")).isEqualTo("chooser-find");
    browser.type("lap");
    browser.awaitText("#chooser-count", "1 found");
    // The first clears the field.
    browser.type(Keys.ESCAPE);
    browser.type(Keys.ESCAPE);
    assertThat(browser.script("return document.activeElement.id")).isEqualTo("choose");
    var reached = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      browser.type(Keys.TAB);
      reached.add(focused());
    }
    assertThat(reached).containsSubsequence("Verdict", "Training", "CSV", "12", "API description");
  }

  @Test
  @Order(10)
  void filesAreDownloadedWithTheToken() throws Exception {
    browser.downloadTo(Files.createDirectory(state.resolve("downloads")));
    browser.open(address() + "?experiment=" + EXPERIMENT);
    browser.awaitText("#summary", "4 of 8 cells complete");
    for (var name : List.of("results.csv", "figure.png", "figure.svg")) {
      browser.click("#downloads a[download='" + name + "']");
      var file = state.resolve("downloads").resolve(name);
      browser.await(() -> Files.exists(file), () -> name + " did not come");
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes(EXPERIMENT_PATH + "/" + name));
    }
  }

  @Test
  @Order(10)
  void runsAndCheckpointsHavePagesThatLeadToEachOther() {
    browser.open(address() + "?experiment=" + EXPERIMENT);
    browser.awaitText("#experiment-links", "https://trainer.example.org/api/v1/experiments/");
    assertThat(browser.texts("#experiment-links a, #metrics a"))
        .containsExactly("Dashboard", "Metrics");
    assertThat(browser.script("return document.querySelector('#experiment-links a').href"))
        .isEqualTo("https://grafana.example.org/d/figure-s13?var-experiment=" + EXPERIMENT);
    browser.click("#runs-table .id a");
    browser.awaitText("#record-title", "Training run, n = 2, 1k tokens, seed 7");
    assertThat(browser.text("#record-facts")).contains("30 of 100", "2.500  3.500");
    assertThat(browser.texts("#record-facts a")).containsExactly("checkpoint-of-b", "b");
    assertThat(browser.accessibilityFaults()).isEmpty();
    browser.click("#record-facts a");
    browser.awaitText("#record-title", "Checkpoint, n = 2, 1k tokens");
    assertThat(browser.texts("#record-links code"))
        .containsExactly("https://trainer.example.org/api/v1/checkpoints/checkpoint-of-b");
    assertThat(browser.accessibilityFaults()).isEmpty();
    browser.width(360);
    assertThat(browser.overflow()).isZero();
    browser.width(1280);
    browser.click("#record-facts a[href='./?evaluation=b']");
    browser.awaitText("#evaluation-about", "checkpoint checkpoint-o, run job-2-1000-7");
    browser.awaitText("#evaluation-links", "https://sampler.example.org/api/v1/evaluations/b");
    assertThat(strokes("#evaluation-panels")).containsOnly("#d55e00");
    browser.click("#evaluation-about a[href^='./?run=']");
    browser.awaitText("#record-title", "Training run");
    browser.click("#record-back a");
    browser.awaitText("#experiment-title", "laptop");
    assertThat(strokes("#panels")).containsOnly("#0072b2", "#d55e00");
  }

  @Test
  @Order(10)
  void withoutATokenRecordsElsewhereAreLinks() {
    browser.open(address() + "?experiment=" + EXPERIMENT);
    browser.awaitText("#experiment-links", "https://trainer.example.org/api/v1/experiments/");

    assertThat(
            browser.script(
                """
                const [{forgetToken}, {record}] = [await import('./api.js'), await import('./links.js')];
                forgetToken();
                return record('trainer', '/api/v1/experiments/x', 'More').outerHTML"""))
        .isEqualTo("<a href=\"https://trainer.example.org/api/v1/experiments/x\">More</a>");
    browser.script("sessionStorage.setItem('foresight-token', arguments[0])", TOKEN);
  }

  @Test
  @Order(10)
  void severalSeedsAreAMeanAndALineEach() {
    broker.put(
        Fixtures.experiment().toBuilder()
            .setExperimentId("seeds")
            .setSpec(
                Fixtures.experiment().getSpec().toBuilder()
                    .setName("two seeds")
                    .clearPredictTokens()
                    .addPredictTokens(1)
                    .clearTokenBudgets()
                    .addTokenBudgets(1000)
                    .addSeeds(8))
            .build());
    for (long seed = 7; seed <= 8; seed++) {
      var evaluation = Fixtures.evaluation("s" + seed, 1, 1000, seed).toBuilder();
      evaluation.getCheckpointBuilder().setExperimentId("seeds");
      broker.put(evaluation.build());
      long right = seed - 6;
      complete("s" + seed, "0.2", index -> index < right);
      complete("s" + seed, "0.25", index -> index < right);
    }

    browser.open(address() + "?experiment=seeds");
    awaitPoints(4);
    browser.awaitText("#summary", "Complete");

    assertThat(labels())
        .anyMatch(label -> label.contains(": 37.5%") && label.contains("mean of 2"));
    assertThat(browser.script("return document.querySelectorAll('#panels .mark-line path').length"))
        .isEqualTo(4L);
    assertThat(browser.text("#figure-hint")).contains("means over 2 seeds");
    assertThat(browser.text("#cells-table")).contains("mean of 2", "seed 7", "seed 8");
  }

  @Test
  @Order(11)
  void anEvaluationWithoutAnExperimentIsFoundAndShown() {
    var evaluation = Fixtures.evaluation("alone", 4, 3000, 0).toBuilder();
    evaluation.getCheckpointBuilder().setExperimentId("").setJobId("").setName("llama-mtp");
    broker.put(evaluation.build());
    var drafted = batch("alone", 5, "0.2", 0, 4, index -> true).toBuilder();
    drafted.setSpeculation(Speculation.newBuilder().setForwards(10).addAccepted(5));
    broker.put(drafted.build());

    browser.open(address() + "?experiment=" + EXPERIMENT);
    browser.awaitText("#experiment-title", "laptop");
    browser.await(
        () -> {
          browser.click("#choose");
          boolean there = browser.text("#chooser-list").contains("llama-mtp");
          browser.click("#chooser-close");
          return there;
        },
        () -> "the evaluation is not in the list");
    browser.click("#choose");
    browser.script(
        "[...document.querySelectorAll('#chooser-list a')].find(a => a.innerText.includes('llama')).click()");

    browser.awaitText("#evaluation-title", "llama-mtp (n = 4), 3k tokens");
    browser.await(
        () -> browser.texts("#evaluation-panels .mark-symbol path[aria-label]").size() == 2,
        () -> "the evaluation's points are not drawn");
    assertThat(strokes("#evaluation-panels")).containsOnly("#009e73");
    browser.back();
    browser.awaitText("#experiment-title", "laptop");
  }

  @Test
  @Order(12)
  void samplesAreBrowsedByProblemAnswerAndVerdict() {
    browser.open(address() + "?evaluation=a");
    browser.awaitText("#problems", "Problem 5");
    browser.awaitText("#problems", "1 / 4 right");
    browser.click("#problems .problem-list a");

    browser.awaitText("#problem", "Right answer: 18");
    assertThat(browser.texts("#problem .answers li > :first-child")).containsExactly("20", "18");
    assertThat(browser.texts("#problem .answers .count")).containsExactly("3 (75.0%)", "1 (25.0%)");
    assertThat(browser.text("#problem .samples"))
        .contains("<i>Sample</i> 0. The answer is 18.", "flexible-1: 18 ✓", "Sample 3");
    assertThat(browser.script("return document.querySelectorAll('#problem i').length"))
        .isEqualTo(0L);
    browser.click("#problem .filter a:nth-of-type(3)");
    browser.awaitText("#problem", "3 samples");
    assertThat(browser.texts("#problem .samples .sample-head .mark"))
        .containsOnly("✗ wrong")
        .hasSize(3);
    browser.click("#problem .answers li:nth-of-type(2) a");
    browser.awaitText("#problem", "1 sample");
    browser.open(address() + "?evaluation=a&temperature=0.2&problem=5&offset=2");
    browser.awaitText("#problem .pages", "3 to 4 of 4");
    assertThat(browser.text("#problem .samples")).contains("Sample 2").doesNotContain("Sample 1.");
    browser.click("#problem .pages a[rel=prev]");
    browser.awaitText("#problem .samples", "<i>Sample</i> 0");
    assertThat(browser.accessibilityFaults()).isEmpty();
    browser.width(360);
    assertThat(browser.overflow()).isZero();
    browser.width(1280);
  }

  @Test
  @Order(13)
  void nothingIsWiderThanAPhone() {
    browser.width(360);
    browser.open(address() + "?experiment=" + EXPERIMENT);
    awaitPoints(8);
    browser.awaitText("#verdict", "n = 2");

    assertThat(browser.overflow()).isZero();
    browser.width(1280);
  }

  @Test
  @Order(14)
  void itIsAccessibleInLightAndDark() {
    browser.open(address() + "?experiment=" + EXPERIMENT);
    awaitPoints(8);
    browser.awaitText("#envelope", "too high");
    assertThat(browser.accessibilityFaults()).isEmpty();
    var light = browser.script("return getComputedStyle(document.body).backgroundColor");
    browser.colours("dark");
    browser.await(
        () ->
            browser
                .script(
                    "return document.querySelector(arguments[0])?.getAttribute('stroke')", POINTS)
                .equals("#4ba9e8"),
        () -> "the chart is not drawn in dark colours");
    assertThat(browser.script("return getComputedStyle(document.body).backgroundColor"))
        .isNotEqualTo(light);
    assertThat(browser.accessibilityFaults()).isEmpty();
    browser.click("#choose");
    assertThat(browser.accessibilityFaults()).isEmpty();
    browser.click("#chooser-close");
    browser.colours("light");
  }

  @Test
  @Order(15)
  void nothingComplainedAndNoOtherHostWasAsked() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.hosts()).isNotEmpty().allMatch(host -> host.startsWith("127.0.0.1:"));
  }

  @Test
  @Order(16)
  void whatDoesNotExistIsSaid() {
    browser.open(address() + "?experiment=x");

    browser.awaitText("#notice", "There is no experiment with the id 'x'.");
  }

  @Test
  @Order(17)
  void aLostConnectionIsSaidAndMended() {
    try (var gate = new Gate(scorerAddress())) {
      browser.open(gate.address());
      browser.script("sessionStorage.setItem('foresight-token', arguments[0])", TOKEN);
      browser.open(gate.address() + "?experiment=" + EXPERIMENT);
      browser.awaitText("#connection", "Live");
      gate.cut();
      browser.awaitText("#connection", "Connection lost; trying again in 2 s");
      gate.mend();
      browser.awaitText("#connection", "Live");
    }
  }

  @Test
  @Order(18)
  void aTokenThatMayNotReadIsSaidToBeSo() {
    try (var gate = new Gate(scorerAddress())) {
      browser.open(gate.address());
      browser.script("sessionStorage.setItem('foresight-token', arguments[0])", Gate.FORBIDDEN);
      browser.open(gate.address());

      browser.awaitText("#notice", "This access token may not read results");
      browser.click("#enter-token");
      browser.await(() -> browser.shown("#token"), () -> "nothing asks for another token");
    }
  }

  private static void complete(String evaluation, String temperature, IntPredicate right) {
    List.of(5, 2, 9)
        .forEach(problem -> broker.put(batch(evaluation, problem, temperature, 0, 4, right)));
  }

  private static void awaitPoints(int count) {
    browser.await(
        () -> labels().size() == count,
        () -> "the figure has " + labels() + ", the summary says " + browser.text("#summary"));
  }

  private static List<String> labels() {
    return Browser.strings(
        browser.script(
            "return [...document.querySelectorAll(arguments[0])].map(p => p.getAttribute('aria-label'))",
            POINTS));
  }

  private static List<String> strokes(String place) {
    browser.await(
        () -> !browser.texts(place + " .mark-symbol path[aria-label]").isEmpty(),
        () -> place + " has no points");
    return Browser.strings(
        browser.script(
            "return [...document.querySelectorAll(arguments[0])].map(p => p.getAttribute('stroke'))",
            place + " .mark-symbol path[aria-label]"));
  }

  private static List<String> labelsOfTheApi() throws Exception {
    var labels = new ArrayList<String>();
    for (var cell : json(EXPERIMENT_PATH).get("cells")) {
      for (var estimate : primary(cell)) {
        labels.add(
            "n = %d, temperature %s: %s%%, 90%% interval %s to %s, %d problem%s%s"
                .formatted(
                    cell.get("predictTokens").asInt(),
                    cell.get("temperature").asString(),
                    percent(estimate, "value"),
                    percent(estimate, "lower"),
                    percent(estimate, "upper"),
                    estimate.get("problems").asInt(),
                    estimate.get("problems").asInt() == 1 ? "" : "s",
                    cell.get("complete").asBoolean() ? "" : ", not final"));
      }
    }
    return labels;
  }

  private static List<String> estimatesOfTheApi() throws Exception {
    var estimates = new ArrayList<String>();
    for (var cell : json(EXPERIMENT_PATH).get("cells")) {
      for (var estimate : primary(cell)) {
        estimates.add(
            "%s %s – %s"
                .formatted(
                    percent(estimate, "value"),
                    percent(estimate, "lower"),
                    percent(estimate, "upper")));
      }
    }
    return estimates;
  }

  private static List<JsonNode> primary(JsonNode cell) {
    var found = new ArrayList<JsonNode>();
    for (var estimate : cell.get("estimates")) {
      if (estimate.get("policy").asString().equals("flexible-1")) {
        found.add(estimate);
      }
    }
    return found;
  }

  private static String percent(JsonNode estimate, String field) {
    return String.format(Locale.ROOT, "%.1f", 100 * estimate.get(field).asDouble());
  }

  private static String focused() {
    return browser.script("return document.activeElement.innerText").toString().trim();
  }

  private static JsonNode json(String path) throws Exception {
    return JsonMapper.shared().readTree(bytes(path));
  }

  private static byte[] bytes(String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(scorerAddress() + path))
            .header("Authorization", "Bearer " + TOKEN)
            .build();
    return client.send(request, BodyHandlers.ofByteArray()).body();
  }

  private static String scorerAddress() {
    return "http://127.0.0.1:" + scorer.getEnvironment().getRequiredProperty("local.server.port");
  }

  private static String address() {
    return scorerAddress() + "/";
  }
}
