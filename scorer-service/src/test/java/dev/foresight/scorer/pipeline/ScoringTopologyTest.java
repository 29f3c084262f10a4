package dev.foresight.scorer.pipeline;

import static dev.foresight.scorer.Fixtures.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foresight.proto.Command;
import dev.foresight.proto.DeadLetter;
import dev.foresight.proto.Estimate;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.PolicyTally;
import dev.foresight.proto.ProblemTally;
import dev.foresight.proto.Rescore;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.Topics;
import dev.foresight.scorer.Fixtures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // start comes before every test
class ScoringTopologyTest {
  private Path state;
  private Pipeline pipeline;

  @BeforeEach
  void start(@TempDir Path folder) {
    state = folder;
    pipeline = new Pipeline(state);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void aCompleteCellIsPublishedWithinASecond() {
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    everySample().forEach(pipeline::put);

    pipeline.waitSeconds(1);

    var cell = pipeline.published("e/0.2");
    assertThat(cell.getComplete()).isTrue();
    assertThat(cell.getEstimates(0).getPolicy()).isEqualTo("flexible-1");
    assertThat(cell.getEstimates(0).getValue()).isCloseTo(5 / 12.0, within(1e-12));
  }

  @Test
  void nothingIsPublishedThatDidNotChange() {
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    pipeline.put(batch("e", 5, "0.2", 0, 4, index -> true));
    pipeline.waitSeconds(1);
    pipeline.published();

    pipeline.waitSeconds(60);

    assertThat(pipeline.publications()).isEmpty();
  }

  @Test
  void aCellIsPublishedOnceASecondAtMost() {
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    pipeline.waitSeconds(1);
    for (int index = 0; index < 4; index++) {
      pipeline.put(batch("e", 5, "0.2", index, index + 1, i -> true));
      pipeline.waitSeconds(0);
    }
    pipeline.waitSeconds(1);

    assertThat(pipeline.publications()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void duplicatesReplaysAndAnyOrderGiveTheSameResult() {
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    everySample().forEach(pipeline::put);
    pipeline.waitSeconds(1);
    var undisturbed = pipeline.published();

    var disturbed = new ArrayList<>(everySample());
    disturbed.addAll(everySample());
    disturbed.add(batch("e", 5, "0.2", 1, 4, index -> index == 0));
    Collections.shuffle(disturbed, new Random(1));
    try (var other = new Pipeline(state.resolve("other"))) {
      other.put(Fixtures.evaluation("e", 1, 1000, 7));
      disturbed.forEach(other::put);
      other.waitSeconds(1);
      assertThat(other.published()).isEqualTo(undisturbed);
    }
  }

  @Test
  void aConflictIsCountedAndTheFirstTextStands() {
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    pipeline.put(batch("e", 5, "0.2", 0, 4, index -> true));
    pipeline.put(batch("e", 5, "0.2", 0, 2, index -> false));
    pipeline.waitSeconds(1);

    PassAtK cell = pipeline.published("e/0.2");
    assertThat(cell.getConflicts()).isEqualTo(2);
    assertThat(cell.getEstimates(0).getValue()).isEqualTo(1);
  }

  @Test
  void samplesBeforeTheirEvaluationWaitForIt() {
    everySample().forEach(pipeline::put);
    pipeline.waitSeconds(3600);
    assertThat(pipeline.published()).isEmpty();

    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    pipeline.waitSeconds(1);

    assertThat(pipeline.published("e/0.25").getComplete()).isTrue();
  }

  @Test
  void temperaturesThatBeginAlikeAreCellsOfTheirOwn() {
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    pipeline.put(batch("e", 5, "0.2", 0, 4, index -> true));
    pipeline.put(batch("e", 5, "0.25", 0, 4, index -> false));
    pipeline.waitSeconds(1);

    assertThat(pipeline.views().cells("e"))
        .extracting(PassAtK::getTemperature, cell -> cell.getEstimates(0).getValue())
        .containsExactlyInAnyOrder(
            org.assertj.core.api.Assertions.tuple("0.2", 1.0),
            org.assertj.core.api.Assertions.tuple("0.25", 0.0));
  }

  @Test
  void badRecordsBecomeDeadLettersAndTheStreamGoesOn() {
    pipeline.sample("e/5", new byte[] {1, 2, 3});
    pipeline.sample("e/5", null);
    pipeline.sample("e/5", SampleBatch.getDefaultInstance().toByteArray());
    pipeline.sample("e/6", good().toByteArray());
    pipeline.put(good().toBuilder().setReferenceAnswer("eighteen").build());
    pipeline.put(good().toBuilder().setTemperature("warm").build());
    pipeline.put(good().toBuilder().setEvaluationId("").build());
    pipeline.put(good().toBuilder().setProblem(-1).build());
    var outside = good().toBuilder();
    outside.getSamplesBuilder(0).setIndex(-1);
    pipeline.put(outside.build());
    pipeline.put(good());

    assertThat(pipeline.deadLetters())
        .extracting(DeadLetter::getReason)
        .satisfiesExactly(
            reason -> assertThat(reason).startsWith("not a valid message"),
            reason -> assertThat(reason).isEqualTo("the record has no value"),
            reason -> assertThat(reason).isEqualTo("the batch holds no samples"),
            reason -> assertThat(reason).isEqualTo("the key is not e/5"),
            reason ->
                assertThat(reason).isEqualTo("the reference answer 'eighteen' is not a number"),
            reason ->
                assertThat(reason).isEqualTo("the temperature 'warm' is not a decimal number"),
            reason -> assertThat(reason).isEqualTo("the batch names no evaluation"),
            reason -> assertThat(reason).isEqualTo("the problem's row is negative"),
            reason -> assertThat(reason).isEqualTo("a sample's index is outside 0..65535"));
    assertThat(pipeline.count("foresight.samples", "outcome", "graded")).isEqualTo(4);
  }

  @Test
  void aDeadLetterHoldsTheWholeRecord() {
    pipeline.put(good());
    pipeline.sample("e/5", new byte[] {1, 2, 3});

    var letter = pipeline.deadLetters().getFirst();
    assertThat(letter.getTopic()).isEqualTo("samples");
    assertThat(letter.getOffset()).isEqualTo(1);
    assertThat(letter.getKey().toString(StandardCharsets.UTF_8)).isEqualTo("e/5");
    assertThat(letter.getValue().toByteArray()).containsExactly(1, 2, 3);
    assertThat(letter.getService()).isEqualTo("scorer");
  }

  @Test
  void everySampleReceivedHasOneOutcome() {
    everySample().forEach(pipeline::put);
    everySample().forEach(pipeline::put);
    pipeline.put(batch("e", 5, "0.2", 0, 4, index -> false));
    pipeline.put(good().toBuilder().setTemperature("warm").build());
    pipeline.sample("e/5", new byte[] {1, 2, 3});

    assertThat(outcomes()).containsExactly(24.0, 27.0, 1.0, 5.0);
    assertThat(pipeline.count("foresight.samples.received")).isEqualTo(24 + 27 + 1 + 5);
  }

  @Test
  void aCellNeverSeesMoreThanItsProblemsTimesItsSamples() {
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    var random = new Random(3);
    int received = 0;
    for (int record = 0; record < 40; record++) {
      int from = random.nextInt(8);
      int to = from + 1 + random.nextInt(5);
      int problem = List.of(5, 2, 9, 11).get(random.nextInt(4));
      var temperature = List.of("0.2", "0.25", "0.9").get(random.nextInt(3));
      boolean right = random.nextInt(10) > 0;
      pipeline.put(batch("e", problem, temperature, from, to, index -> right));
      received += to - from;
    }
    everySample().forEach(pipeline::put);
    received += 24;
    pipeline.waitSeconds(1);

    assertThat(pipeline.published().values())
        .hasSize(2)
        .allSatisfy(
            cell -> {
              int seen = cell.getProblemsList().stream().mapToInt(ProblemTally::getN).sum();
              assertThat(seen).isEqualTo(12).isEqualTo(cell.getProblemsTotal() * 4);
              assertThat(cell.getComplete()).isTrue();
            });
    assertThat(pipeline.count("foresight.samples.received")).isEqualTo(received);
    assertThat(outcomes().stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(received);
    assertThat(outcomes()).allMatch(count -> count >= 0).element(2).isNotEqualTo(0.0);
  }

  @Test
  void aPolicyThatWasNotKnownIsShownWhenAllTextsCameAgain() {
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    everySample().forEach(pipeline::put);
    pipeline.waitSeconds(1);
    var undisturbed = pipeline.published();

    pipeline.forget("strict-1");
    everySample().subList(0, 4).forEach(pipeline::put);
    pipeline.waitSeconds(1);
    assertThat(pipeline.published("e/0.2").getPoliciesList())
        .extracting(PolicyTally::getPolicy)
        .contains("flexible-1")
        .doesNotContain("strict-1");

    everySample().forEach(pipeline::put);
    pipeline.waitSeconds(1);
    assertThat(pipeline.views().cells("e")).containsAll(undisturbed.values());
    assertThat(outcomes()).containsExactly(24.0, 32.0, 0.0, 0.0);
  }

  @Test
  void aRescoreChangesWhatIsShownAndNothingElse() {
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    everySample().forEach(pipeline::put);
    pipeline.waitSeconds(1);
    var before = pipeline.published("e/0.2");

    var policies = List.of("lm-eval-gsm8k-strict-1", "flexible-1");
    pipeline.put(
        Command.newBuilder()
            .setRescore(Rescore.newBuilder().setEvaluationId("e").addAllPolicies(policies))
            .build());
    assertThat(pipeline.views().evaluation("e").orElseThrow().getSpec().getPoliciesList())
        .isEqualTo(policies);
    pipeline.put(good());
    pipeline.waitSeconds(1);

    var after = pipeline.published("e/0.2");
    assertThat(after.getEstimatesList().stream().map(Estimate::getPolicy).distinct())
        .isEqualTo(policies);
    assertThat(after.toBuilder().clearEstimates().build())
        .isEqualTo(before.toBuilder().clearEstimates().build());
  }

  @Test
  void draftsOfABatchThatComesAgainCountOnce() {
    pipeline.put(Fixtures.evaluation("e", 4, 1000, 7));
    var batch = good().toBuilder();
    batch.getSpeculationBuilder().setForwards(10).addAccepted(6).addAccepted(3);
    pipeline.put(batch.build());
    pipeline.put(batch.build());
    pipeline.waitSeconds(1);

    assertThat(pipeline.published("e/0.2").getSpeculation()).isEqualTo(batch.getSpeculation());
  }

  @Test
  void anUnreadableRecordInAViewIsAsGoodAsAbsent() {
    pipeline.put(Fixtures.experiment());
    pipeline.putBytes(Topics.EXPERIMENTS, "bad", new byte[] {1, 2, 3});

    assertThat(pipeline.views().experiments()).containsExactly(Fixtures.experiment());
    assertThat(pipeline.views().experiment("bad")).isEmpty();
  }

  /** Graded, duplicate, conflicting, rejected. */
  private List<Double> outcomes() {
    return Stream.of("graded", "duplicate", "conflicting", "rejected")
        .map(outcome -> pipeline.count("foresight.samples", "outcome", outcome))
        .toList();
  }

  private static SampleBatch good() {
    return batch("e", 5, "0.2", 0, 4, index -> index == 0);
  }

  /** 1, 0 and 4 right of 4 for problems 5, 2 and 9, at both temperatures, in two batches each. */
  private static List<SampleBatch> everySample() {
    var batches = new ArrayList<SampleBatch>();
    for (var temperature : List.of("0.2", "0.25")) {
      for (int from = 0; from < 4; from += 2) {
        batches.add(batch("e", 9, temperature, from, from + 2, index -> true));
        batches.add(batch("e", 5, temperature, from, from + 2, index -> index == 0));
        batches.add(batch("e", 2, temperature, from, from + 2, index -> false));
      }
    }
    return batches;
  }
}
