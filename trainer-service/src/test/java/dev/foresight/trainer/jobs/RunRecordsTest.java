package dev.foresight.trainer.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.proto.RunState;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingRun;
import dev.foresight.trainer.data.Corpus;
import dev.foresight.trainer.data.OverlapReport;
import dev.foresight.trainer.data.Sequences;
import dev.foresight.trainer.training.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunRecordsTest {
  private static final TrainingJob JOB = TrainingJob.newBuilder().setJobId("job").build();

  private Instant now = Instant.EPOCH;

  @Test
  void theSpeedIsThatSinceTheLatestProgress() {
    var records = records(TrainingRun.getDefaultInstance(), 1);
    records.started(3);
    step(records, 1, 5f);
    assertThat(records.progress().getTokensPerSecond()).isEqualTo(100);
    now = now.plusSeconds(1); // a pause, such as a save
    step(records, 2, 4f);
    assertThat(records.progress().getTokensPerSecond()).isEqualTo(50);
  }

  @Test
  void theNextHolderKeepsTheFirstLosses() {
    var first = records(TrainingRun.getDefaultInstance(), 1);
    first.started(3);
    step(first, 1, 5f);
    var second = records(first.progress(), 2);
    var started = second.started(3);
    step(second, 2, 4f);
    var progress = second.progress();
    assertThat(progress.getFirstLossesList()).containsExactly(5f);
    assertThat(progress.getLossesList()).containsExactly(4f);
    assertThat(progress.getEpoch()).isEqualTo(2);
    assertThat(started.getTokensSeen()).isEqualTo(100);
  }

  @Test
  void aFailureSaysWhy() {
    var failed = records(TrainingRun.getDefaultInstance(), 1).failed("the corpus is gone", 3, true);
    assertThat(failed.getState()).isEqualTo(RunState.RUN_STATE_FAILED);
    assertThat(failed.getFailures()).isEqualTo(3);
    assertThat(failed.getReason()).isEqualTo("the corpus is gone");
    assertThat(failed.getJob()).isEqualTo(JOB);
  }

  @Test
  void aFailureWithTriesLeftQueuesTheRunAgain() {
    var failed = records(TrainingRun.getDefaultInstance(), 1).failed("the disk is full", 1, false);
    assertThat(failed.getState()).isEqualTo(RunState.RUN_STATE_QUEUED);
    assertThat(failed.getReason()).isEqualTo("the disk is full");
    assertThat(records(failed, 2).started(3).getReason()).isEmpty();
  }

  @Test
  void aCheckpointThatIsAnnouncedAgainIsListedOnce() {
    var records = records(TrainingRun.getDefaultInstance(), 1);
    records.announced("first");
    records.announced("second");
    var again = records(records.announced("first"), 2).announced("second");
    assertThat(again.getCheckpointIdsList()).containsExactly("first", "second");
    assertThat(again.getCheckpointId()).isEqualTo("second");
  }

  @Test
  void whatTheCorpusHoldsOfTheTestSetIsToldOnceItIsPrepared() {
    var problem = new OverlapReport.OverlappingProblem(7, 0.5, "tom has three apples");
    var report = new OverlapReport(8, 100, 1, List.of(problem));
    var records = records(TrainingRun.getDefaultInstance(), 1);
    assertThat(records.preparing("tokenizing 45%").getPreparing()).isEqualTo("tokenizing 45%");
    var prepared = records.prepared(new Prepared(3, report));
    assertThat(prepared.getPreparing()).isEmpty();
    assertThat(prepared.getBrokenRows()).isEqualTo(3);
    assertThat(prepared.getOverlap().getOverlapping()).isEqualTo(1);
    assertThat(prepared.getOverlap().getWorst(0).getProblem()).isEqualTo(7);
    assertThat(prepared.getOverlap().getWorst(0).getExample()).isEqualTo("tom has three apples");
  }

  /** A corpus that was prepared. */
  private record Prepared(long brokenRows, OverlapReport report) implements Corpus {
    @Override
    public Optional<OverlapReport> overlap() {
      return Optional.of(report);
    }

    @Override
    public Tokenizer tokenizer() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Sequences training(long seed, int length, int ahead) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<int[]> validation(int length, int ahead) {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private RunRecords records(TrainingRun known, long epoch) {
    return new RunRecords(JOB, known, epoch, () -> now);
  }

  /** One second and 100 tokens pass. */
  private void step(RunRecords records, long number, float loss) {
    now = now.plusSeconds(1);
    records.note(
        new Step(number, 100 * number, 100, List.of(loss), 1e-3, 1, Duration.ofSeconds(1)));
  }
}
