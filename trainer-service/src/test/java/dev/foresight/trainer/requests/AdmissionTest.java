package dev.foresight.trainer.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.foresight.model.ComputeDevice;
import dev.foresight.model.problems.Datasets;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Ids;
import dev.foresight.proto.ModelShape;
import dev.foresight.proto.TrainingJobSpec;
import dev.foresight.trainer.Arithmetic;
import dev.foresight.trainer.data.Corpora;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class AdmissionTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final String REQUEST =
      """
      {
        "data": {"sources": [{"files": "FOLDER/corpus*.jsonl", "format": "problems"}]},
        "model": {"vocabularySize": 320, "hiddenSize": 16, "layers": 3, "attentionHeads": 2,
                  "feedForwardSize": 32, "contextLength": 128},
        "predictTokens": [1, 2],
        "tokenBudgets": [2048, 512, 1024],
        "seeds": [1, 2],
        "announceAt": [600],
        "optimization": {"batchTokens": 512, "schedule": "cosine"},
        "states": {"everyTokens": 1024, "every": "90s", "keep": 2},
        "evaluation": {"dataset": "FOLDER/dataset.jsonl", "shots": 2, "problems": 5,
                       "maxNewTokens": 16, "samplesPerProblem": 4, "k": [1, 2]}
      }
      """;

  private final Path folder;
  private final Admission admission;

  AdmissionTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Arithmetic.write(folder.resolve("corpus.jsonl"), 40);
    Arithmetic.write(folder.resolve("dataset.jsonl"), 20);
    admission = admission(1L << 40, name -> Optional.empty());
  }

  private Admission admission(long memory, InitialCheckpoints checkpoints) {
    return new Admission(
        new Corpora(folder.resolve("store"), 1),
        checkpoints,
        new Capacity(ComputeDevice.CPU, memory),
        new Datasets(folder.resolve("datasets"), URI.create("http://127.0.0.1:9/")));
  }

  @Test
  void aNamedDatasetThatCannotBeHadSaysHowToProvideIt() throws Exception {
    assertThatThrownBy(
            () -> admission.admit(request(REQUEST.replace("FOLDER/dataset.jsonl", "gsm8k"))))
        .isInstanceOf(InvalidFieldsException.class)
        .hasMessageContaining("evaluation.dataset gsm8k is not at ")
        .hasMessageContaining("put the file with the SHA-256 3730d312");
  }

  @Test
  void aPolicyThatNobodyCanGradeIsRefused() {
    var lax = REQUEST.replace("\"dataset\"", "\"policies\": [\"strict-1\", \"lax\"], \"dataset\"");

    assertThatThrownBy(() -> admission.admit(request(lax)))
        .isInstanceOf(InvalidFieldsException.class)
        .hasMessageContaining("evaluation.policies must be of strict-1, flexible-1, ")
        .hasMessageContaining("not \"lax\"");
  }

  @Test
  void aCosineExperimentHasAJobForEachBudget() throws Exception {
    var spec = admission.admit(request(REQUEST)).spec();
    var jobs = Job.specs(Ids.of(spec), spec);

    assertThat(jobs).hasSize(3 * 2 * 2);
    assertThat(jobs).extracting(TrainingJobSpec::getTokenBudget).isSorted();
    assertThat(jobs.getFirst().getBranchBudgetsList()).isEmpty();
    assertThat(jobs.getFirst().getAnnounceAtList()).isEmpty();
    assertThat(jobs.getLast().getAnnounceAtList()).containsExactly(600L);
  }

  @Test
  void aWsdExperimentHasAJobForEachNumberOfHeadsAndSeedWithABranchForEachBudget() throws Exception {
    var spec = admission.admit(request(REQUEST.replace("cosine", "wsd"))).spec();
    var jobs = Job.specs(Ids.of(spec), spec);

    assertThat(jobs).hasSize(2 * 2);
    assertThat(jobs).extracting(TrainingJobSpec::getTokenBudget).containsOnly(2048L);
    assertThat(jobs).allMatch(job -> job.getBranchBudgetsList().equals(List.of(512L, 1024L)));
    assertThat(spec.getOptimization().getDecayShare()).isEqualTo("0.2");
    var later = jobs.stream().map(job -> job.getShape().getPredictTokens() + "/" + job.getSeed());
    assertThat(later).containsExactly("1/1", "2/1", "1/2", "2/2");
  }

  @Test
  void whatIsAtItsDefaultDoesNotEnterTheId() throws Exception {
    var plain = admission.admit(request(REQUEST)).spec();
    var spelt =
        REQUEST
            .replace(
                "\"layers\": 3",
                "\"layers\": 3, \"keyValueHeads\": 2, \"headSize\": 8,"
                    + " \"ropeBase\": 1e4, \"tiedEmbeddings\": false")
            .replace("\"cosine\"", "\"cosine\", \"decayShare\": \"0.5\", \"microBatch\": 0");
    assertThat(admission.admit(request(spelt)).spec()).isEqualTo(plain);
    assertThat(plain.getShape().getKeyValueHeads()).isZero();
    var grouped = REQUEST.replace("\"layers\": 3", "\"layers\": 3, \"keyValueHeads\": 1");
    assertThat(admission.admit(request(grouped)).spec().getShape().getKeyValueHeads()).isOne();
  }

  @Test
  void aDeclaredVerdictEntersTheIdAndAnAbsentOneDoesNot() throws Exception {
    var plain = admission.admit(request(REQUEST)).spec();
    var declared =
        REQUEST.replace(
            "\"states\"", "\"verdict\": {\"temperature\": \"0.6\", \"k\": 3}, \"states\"");
    var spec = admission.admit(request(declared)).spec();

    assertThat(plain.hasVerdict()).isFalse();
    assertThat(spec.getVerdict().getTemperature()).isEqualTo("0.6");
    assertThat(spec.getVerdict().getK()).isEqualTo(3);
    assertThat(spec.toBuilder().clearVerdict().build()).isEqualTo(plain);
    assertThat(Ids.of(spec)).isNotEqualTo(Ids.of(plain));
  }

  @Test
  void aQueuedJobSaysWhereThingsAreAndHowItsStatesAreKept() throws Exception {
    var admitted = admission.admit(request(REQUEST));
    var queued = admitted.queued(Job.of(Job.specs("id", admitted.spec()).getFirst(), 1));

    assertThat(queued.getSourceLocationsList()).containsExactly(folder + "/corpus*.jsonl");
    assertThat(queued.getAttempt()).isOne();
    assertThat(queued.getStates().getEveryMillis()).isEqualTo(90_000);
    assertThat(queued.getStates().getKeep()).isEqualTo(2);
    assertThat(queued.getEvaluation().getDatasetLocation()).endsWith("dataset.jsonl");
    assertThat(queued.getSpec().getOptimization().getPrecision()).isIn("float32", "bfloat16");
  }

  @Test
  void anInitialCheckpointBringsItsShapeAndKeepsItsTrunk() throws Exception {
    var shape =
        ModelShape.newBuilder()
            .setVocabularySize(320)
            .setHiddenSize(16)
            .setLayers(4)
            .setAttentionHeads(2)
            .setFeedForwardSize(32)
            .setContextLength(128)
            .setPredictTokens(2);
    var initial =
        CheckpointPublished.newBuilder()
            .setCheckpointId("abc")
            .setLocation(folder.toUri().toString())
            .setShape(shape)
            .build();
    var onto =
        REQUEST
            .replaceFirst("(?s)\"model\".*?\\},", "\"initialCheckpoint\": \"abc\",")
            .replace("[1, 2],\n  \"tokenBudgets\"", "[1, 4],\n  \"tokenBudgets\"");
    var asked = request(onto);
    var cost = admission(1L << 40, name -> Optional.of(initial)).cost(asked);

    assertThat(cost.models()).extracting(ModelFigures::predictTokens).containsExactly(1, 4);
    // trunk of 2 layers, and a layer for each head
    assertThat(cost.models().get(1).parameters() - cost.models().get(0).parameters())
        .isEqualTo(3 * (4 * 16 * 16 + 3 * 16 * 32 + 2 * 16));
    assertThatThrownBy(() -> admission.cost(asked)).hasMessageContaining("names no checkpoint");
  }

  @Test
  void aModelThatDoesNotFitIsRefusedWithWhatWould() {
    var refusal =
        catchThrowableOfType(
            DoesNotFitException.class,
            () -> admission(150_000, name -> Optional.empty()).admit(request(REQUEST)));

    assertThat(refusal.cost().fits()).isFalse();
    assertThat(refusal).hasMessageContaining("there are 0.2 MB here");
    assertThat(refusal.cost().advice()).last().asString().contains("checkpoints-from-elsewhere.md");
  }

  @Test
  void theFiguresOfADryRunAreThoseCountedByHand() throws Exception {
    var cost = admission.cost(request(REQUEST));

    // Embeddings, last norm; layers of four square matrices, three of 16 x 32, two norms.
    long parameters = 2 * 320 * 16 + 16 + 3 * (4 * 16 * 16 + 3 * 16 * 32 + 2 * 16);
    assertThat(parameters).isEqualTo(18_032);
    // Two operations a weight, and attention to half of 128 positions; the way back costs twice
    // that.
    double layers = 3 * (2 * (4 * 16 * 16 + 3 * 16 * 32) + 2 * 16 * 128);
    double unembedding = 2 * 320 * 16;
    for (int i = 0; i < 2; i++) {
      var model = cost.models().get(i);
      assertThat(model.parameters()).isEqualTo(parameters);
      assertThat(model.flopsPerToken()).isEqualTo(3 * (layers + (i + 1) * unembedding));
      assertThat(model.memory())
          .containsEntry("weights", 4 * parameters)
          .containsEntry("gradients", 4 * parameters)
          .containsEntry("moments", 8 * parameters);
      long parts = model.memory().values().stream().mapToLong(part -> part).sum();
      assertThat(model.memoryInAll()).isEqualTo(parts).isGreaterThan(16 * parameters);
    }
    long tokens = 2 * (2048 + 512 + 1024); // two seeds, three budgets
    assertThat(cost.tokens()).isEqualTo(2 * tokens);
    assertThat(cost.flops()).isEqualTo(tokens * 3 * (2 * layers + 3 * unembedding));
    // Each of two shapes: three budgets, the two larger ones with one on the way, two seeds;
    // states.
    assertThat(cost.diskBytes()).isEqualTo(2 * parameters * (5 * 2 * 4 + 3 * 12));
  }

  @Test
  void aDryRunNeedsNeitherDataNorEvaluation() throws Exception {
    var cost = admission(1L << 34, name -> Optional.empty()).cost(request("{}"));

    assertThat(cost.jobs()).isEqualTo(3 * 2);
    assertThat(cost.tokens()).isEqualTo(3 * 7_000_000L);
    assertThat(cost.models().getFirst().parameters()).isEqualTo(6_163_712);
    assertThat(folder.resolve("store")).doesNotExist();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("refusals")
  void everyBrokenRuleIsListedByItsField(String field, String from, String to) {
    assertThat(REQUEST).contains(from);
    var refusal =
        catchThrowableOfType(
            InvalidFieldsException.class,
            () -> admission.admit(request(REQUEST.replace(from, to))));
    assertThat(refusal).as(to).isNotNull();
    assertThat(refusal.errors()).extracting(FieldError::field).contains(field);
  }

  private static Stream<Arguments> refusals() {
    return Stream.of(
        model("model.preset", "\"preset\": \"70b\""),
        model("model.keyValueHeads", "\"keyValueHeads\": 3"),
        model("model.headSize", "\"headSize\": 7"),
        model("model.ropeBase", "\"ropeBase\": 1"),
        Arguments.of("predictTokens", "[1, 2],\n  \"tok", "[1, 9],\n  \"tok"),
        Arguments.of("announceAt", "[600]", "[2048]"),
        Arguments.of("announceAt", "[600]", "[600, 600]"),
        optimization("tokenBudgets", "\"schedule\": \"wsd\", \"batchTokens\": 1024"),
        optimization("optimization.schedule", "\"schedule\": \"linear\""),
        optimization("optimization.decayShare", "\"decayShare\": 0"),
        optimization("optimization.microBatch", "\"microBatch\": 3"),
        optimization("optimization.precision", "\"precision\": \"int8\""),
        Arguments.of("states.every", "90s", "soon"),
        Arguments.of("states.keep", "\"keep\": 2", "\"keep\": 0"),
        Arguments.of("data.sources[0].files", "corpus*", "nothing*"),
        source("data.sources[0].format", "\"format\": \"word\""),
        source("data.sources[0].textColumn", "\"format\": \"text\", \"textColumn\": \"x\""),
        source("data.sources[0].weight", "\"weight\": 0"),
        source("evaluation.exemplars", "\"format\": \"text\""),
        verdict("verdict.temperature", "{\"temperature\": \"0.3\", \"k\": 1}"),
        verdict("verdict.temperature", "{\"k\": 1}"),
        verdict("verdict.k", "{\"temperature\": \"0.6\", \"k\": 5}"),
        Arguments.of("data.validationShare", "}]},", "}], \"validationShare\": 1},"),
        Arguments.of("data.tokenizer", "}]},", "}], \"tokenizer\": \"/none/tokenizer.json\"},"),
        Arguments.of("corpus", "\"predictTokens\"", "\"corpus\": \"x\", \"predictTokens\""));
  }

  private static Arguments model(String field, String broken) {
    return Arguments.of(field, "\"layers\": 3", "\"layers\": 3, " + broken);
  }

  private static Arguments optimization(String field, String broken) {
    return Arguments.of(field, "\"batchTokens\": 512, \"schedule\": \"cosine\"", broken);
  }

  private static Arguments verdict(String field, String broken) {
    return Arguments.of(field, "\"states\"", "\"verdict\": " + broken + ", \"states\"");
  }

  private static Arguments source(String field, String broken) {
    return Arguments.of(field, "\"format\": \"problems\"", broken);
  }

  @Test
  void anExperimentWithoutAnEvaluationIsRefusedAndAJobIsNot() throws Exception {
    var without = REQUEST.replaceFirst("(?s),\\s*\"evaluation\".*", "}");
    assertThatThrownBy(() -> admission.admit(request(without)))
        .isInstanceOf(InvalidFieldsException.class)
        .hasMessageContaining("evaluation must name a dataset");
    var job =
        JSON.readValue(
            "{\"corpus\": \"%s\"}".formatted(folder.resolve("corpus.jsonl")),
            TrainingJobRequest.class);
    assertThat(admission.admit(job).dataset()).isNull();
  }

  private ExperimentRequest request(String json) {
    return JSON.readValue(json.replace("FOLDER", folder.toString()), ExperimentRequest.class);
  }

  @Test
  void aTokenizerMustNotHaveMoreTokensThanTheModel() throws Exception {
    admission.admit(request(REQUEST)); // trains one of 320 tokens
    Path tokenizer;
    try (var files = Files.walk(folder.resolve("store"))) {
      tokenizer = files.filter(file -> file.endsWith("tokenizer.json")).findFirst().orElseThrow();
    }
    var given = REQUEST.replace("}]},", "}], \"tokenizer\": \"" + tokenizer + "\"},");
    assertThat(admission.admit(request(given)).spec().getData().getTokenizerSha256()).hasSize(64);
    assertThatThrownBy(() -> admission.admit(request(given.replace("320", "300"))))
        .isInstanceOf(InvalidFieldsException.class)
        .hasMessageContaining("data.tokenizer");
  }
}
