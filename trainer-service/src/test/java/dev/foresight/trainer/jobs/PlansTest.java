package dev.foresight.trainer.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.Precision;
import dev.foresight.proto.ModelShape;
import dev.foresight.proto.Optimization;
import dev.foresight.proto.Source;
import dev.foresight.proto.StatePolicy;
import dev.foresight.proto.TrainingData;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingJobSpec;
import dev.foresight.trainer.data.Format;
import dev.foresight.trainer.training.Descent;
import dev.foresight.trainer.training.Schedule;
import dev.foresight.trainer.training.Upkeep;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlansTest {
  private static final Optimization DESCENT =
      Optimization.newBuilder()
          .setBatchTokens(64)
          .setPeakLearningRate("0.001")
          .setWarmupShare("0.05")
          .setFinalShare("0.1")
          .setWeightDecay("0.2")
          .setGradientClipping("1.5")
          .setPrecision("bfloat16")
          .build();

  private static final TrainingJobSpec SPEC =
      TrainingJobSpec.newBuilder()
          .setShape(
              ModelShape.newBuilder()
                  .setVocabularySize(320)
                  .setHiddenSize(16)
                  .setLayers(3)
                  .setAttentionHeads(2)
                  .setFeedForwardSize(32)
                  .setContextLength(32)
                  .setPredictTokens(2)
                  .setKeyValueHeads(1)
                  .setTiedEmbeddings(true))
          .setTokenBudget(640)
          .setSeed(5)
          .setOptimization(DESCENT)
          .build();

  @Test
  void aJobWithoutNewFieldsIsACosineRun() {
    var plan = Plans.of(job(SPEC));
    assertThat(plan.budgets()).containsExactly(640L);
    assertThat(plan.descent())
        .isEqualTo(
            new Descent(
                Schedule.COSINE, 64, 0.001, 0.05, 0, 0.1, 0.2, 1.5, Precision.BFLOAT16, 0, false));
    assertThat(plan.initial()).isNull();
    assertThat(plan.shape().keyValueHeads()).isEqualTo(1);
    assertThat(plan.shape().tiedEmbeddings()).isTrue();
  }

  @Test
  void aWsdJobHasItsBranchesAndItsOwnBudget() {
    var descent =
        DESCENT.toBuilder()
            .setSchedule("wsd")
            .setDecayShare("0.2")
            .setMicroBatch(1)
            .setRecomputeActivations(true);
    var spec =
        SPEC.toBuilder().setOptimization(descent).addBranchBudgets(320).addAnnounceAt(128).build();
    var job = job(spec).toBuilder().setInitialLocation(Path.of("/models/seven").toUri().toString());
    var plan = Plans.of(job.build());
    assertThat(plan.budgets()).containsExactly(320L, 640L);
    assertThat(plan.announceAt()).containsExactly(128L);
    assertThat(plan.descent().decayShare()).isEqualTo(0.2);
    assertThat(plan.descent().microBatch()).isEqualTo(1);
    assertThat(plan.descent().recomputeActivations()).isTrue();
    assertThat(plan.initial()).isEqualTo(Path.of("/models/seven"));
    assertThat(plan.steps()).as("the stable run and two branches").isEqualTo(4 + 1 + 4 + 2);
    assertThatThrownBy(() -> Plans.of(job(SPEC.toBuilder().addBranchBudgets(320).build())))
        .hasMessageContaining("cosine");
  }

  @Test
  void aJobsStatePolicyGoesBeforeTheTrainers() {
    var trainer = new TrainerProperties("cpu", Duration.ofSeconds(20), Duration.ZERO, 10, 99);
    assertThat(Plans.upkeep(job(SPEC), trainer))
        .isEqualTo(new Upkeep(Duration.ofSeconds(20), 0, 1, 10, 99));
    var policy = StatePolicy.newBuilder().setEveryMillis(500).setEveryTokens(64).setKeep(3);
    assertThat(Plans.upkeep(job(SPEC).toBuilder().setStates(policy).build(), trainer))
        .isEqualTo(new Upkeep(Duration.ofMillis(500), 64, 3, 10, 99));
  }

  @Test
  void sourcesAreFoundWhereTheyWereWhenTheJobWasSubmitted() {
    var data =
        TrainingData.newBuilder()
            .addSources(
                Source.newBuilder().setFormat("jsonl").setTextColumn("text").setWeight("0.7"))
            .addSources(Source.newBuilder().setFormat("text").setWeight("0.3"))
            .setValidationShare("0.01");
    var job =
        job(SPEC.toBuilder().setData(data).build()).toBuilder()
            .addSourceLocations("/data/web.jsonl")
            .addSourceLocations("/data/books/*.txt")
            .setTokenizerLocation("/data/tokenizer.json")
            .build();
    var plan = JobCorpus.plan(job);
    assertThat(plan.sources().getFirst().format()).isEqualTo(Format.JSONL);
    assertThat(plan.sources().getFirst().textColumn()).isEqualTo("text");
    assertThat(plan.sources().getLast().location()).isEqualTo("/data/books/*.txt");
    assertThat(plan.sources().getLast().weight()).isEqualTo(new BigDecimal("0.3"));
    assertThat(plan.tokenizer()).isEqualTo(Path.of("/data/tokenizer.json"));
    assertThat(plan.validationShare()).isEqualTo(0.01);
    assertThat(plan.brokenShare()).isZero();
    assertThat(plan.vocabularySize()).isEqualTo(320);
  }

  private static TrainingJob job(TrainingJobSpec spec) {
    return TrainingJob.newBuilder().setJobId("job").setSpec(spec).build();
  }
}
