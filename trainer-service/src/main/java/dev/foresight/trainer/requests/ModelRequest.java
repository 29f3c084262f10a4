package dev.foresight.trainer.requests;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.foresight.model.ModelPreset;
import dev.foresight.model.ModelShape;
import dev.foresight.proto.CheckpointPublished;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code model} object of requests. A field that is null takes its value from the preset;
 * without one, the defaults make a model of 6.2 million parameters that a laptop trains.
 *
 * @param preset a named shape, such as {@code 5M} or {@code 7B}, of which the other fields change
 *     what they name; {@code initial} is the shape of the initial checkpoint and the default where
 *     there is one
 * @param vocabularySize tokens in the vocabulary, the 259 that every vocabulary begins with and the
 *     corpus' characters at least
 * @param hiddenSize width of the residual stream
 * @param layers layers in all, heads included, at least the largest {@code predictTokens}
 * @param attentionHeads heads of the queries in each layer
 * @param keyValueHeads heads of keys and values, a divisor of {@code attentionHeads}; default as
 *     many
 * @param headSize width of one attention head, even; default hiddenSize / attentionHeads
 * @param feedForwardSize width of the feed-forward layer
 * @param contextLength longest sequence in tokens; must hold prompt and answer
 * @param ropeBase base of the rotary position embedding, above 1; default 10000
 * @param tiedEmbeddings whether the unembedding is the embedding; default false
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelRequest(
    @Nullable String preset,
    Integer vocabularySize,
    Integer hiddenSize,
    Integer layers,
    Integer attentionHeads,
    Integer keyValueHeads,
    Integer headSize,
    Integer feedForwardSize,
    Integer contextLength,
    BigDecimal ropeBase,
    Boolean tiedEmbeddings) {

  /** The preset that stands for the shape of the initial checkpoint. */
  static final String INITIAL = "initial";

  private static final BigDecimal ROPE_BASE = new BigDecimal("10000");

  /** The shape where no preset is named. */
  private static final ModelShape DEFAULT = new ModelShape(2048, 256, 6, 4, 768, 2048, 1);

  public ModelRequest {
    var base = preset(preset).map(ModelPreset::shape).orElse(DEFAULT);
    boolean otherHeads = hiddenSize != null || attentionHeads != null;
    vocabularySize = requireNonNullElse(vocabularySize, base.vocabularySize());
    hiddenSize = requireNonNullElse(hiddenSize, base.hiddenSize());
    layers = requireNonNullElse(layers, base.layers());
    attentionHeads = requireNonNullElse(attentionHeads, base.attentionHeads());
    keyValueHeads =
        requireNonNullElse(keyValueHeads, otherHeads ? attentionHeads : base.keyValueHeads());
    headSize =
        requireNonNullElse(
            headSize, otherHeads ? hiddenSize / Math.max(1, attentionHeads) : base.headSize());
    feedForwardSize = requireNonNullElse(feedForwardSize, base.feedForwardSize());
    contextLength = requireNonNullElse(contextLength, base.contextLength());
    ropeBase = requireNonNullElse(ropeBase, BigDecimal.valueOf(base.ropeBase()));
    tiedEmbeddings = requireNonNullElse(tiedEmbeddings, base.tiedEmbeddings());
  }

  /** All defaults of {@code preset}. */
  @SuppressWarnings("NullAway") // null is how a request leaves a field to its default
  static ModelRequest of(@Nullable String preset) {
    return new ModelRequest(preset, null, null, null, null, null, null, null, null, null, null);
  }

  /** The request that {@code shape} came from, every field named. */
  public static ModelRequest of(dev.foresight.proto.ModelShape shape) {
    int heads = shape.getAttentionHeads();
    return new ModelRequest(
        null,
        shape.getVocabularySize(),
        shape.getHiddenSize(),
        shape.getLayers(),
        heads,
        shape.getKeyValueHeads() == 0 ? heads : shape.getKeyValueHeads(),
        shape.getHeadSize() == 0 ? shape.getHiddenSize() / heads : shape.getHeadSize(),
        shape.getFeedForwardSize(),
        shape.getContextLength(),
        shape.getRopeBase().isEmpty() ? ROPE_BASE : new BigDecimal(shape.getRopeBase()),
        shape.getTiedEmbeddings());
  }

  /**
   * The shape that is trained on from {@code initial}, with one head: its trunk stays as it is
   * whatever the number of heads.
   */
  static ModelRequest onto(CheckpointPublished initial) {
    var shape = initial.getShape();
    int layers = shape.getLayers() - shape.getPredictTokens() + 1;
    return of(shape.toBuilder().setLayers(layers).build());
  }

  /** The shape as the contracts write it: what is at its default is left out. */
  dev.foresight.proto.ModelShape toProto() {
    var shape =
        dev.foresight.proto.ModelShape.newBuilder()
            .setVocabularySize(vocabularySize)
            .setHiddenSize(hiddenSize)
            .setLayers(layers)
            .setAttentionHeads(attentionHeads)
            .setFeedForwardSize(feedForwardSize)
            .setContextLength(contextLength)
            .setTiedEmbeddings(tiedEmbeddings);
    if (!keyValueHeads.equals(attentionHeads)) {
      shape.setKeyValueHeads(keyValueHeads);
    }
    if ((long) headSize * attentionHeads != hiddenSize) {
      shape.setHeadSize(headSize);
    }
    if (ropeBase.compareTo(ROPE_BASE) != 0) {
      shape.setRopeBase(Specifications.text(ropeBase));
    }
    return shape.build();
  }

  private static Optional<ModelPreset> preset(@Nullable String name) {
    return Arrays.stream(ModelPreset.values())
        .filter(known -> known.label().equalsIgnoreCase(name))
        .findFirst();
  }

  private static List<String> presets() {
    return Arrays.stream(ModelPreset.values()).map(ModelPreset::label).toList();
  }

  /**
   * Checks the rules of the fields.
   *
   * @param mostHeads the most prediction heads that are asked for
   */
  void check(Rules rules, int mostHeads) {
    rules.require(
        preset == null || preset.equals(INITIAL) || preset(preset).isPresent(),
        "model.preset",
        "must be one of " + presets() + ", not \"" + preset + "\"");
    rules.atLeast("model.vocabularySize", 2, vocabularySize);
    rules.atLeast("model.hiddenSize", 1, hiddenSize);
    rules.atLeast("model.attentionHeads", 1, attentionHeads);
    rules.atLeast("model.keyValueHeads", 1, keyValueHeads);
    rules.atLeast("model.feedForwardSize", 1, feedForwardSize);
    rules.atLeast("model.contextLength", 1, contextLength);
    rules.require(
        ropeBase.compareTo(BigDecimal.ONE) > 0,
        "model.ropeBase",
        "must be above 1, not " + ropeBase);
    checkHeads(rules);
    rules.require(
        layers >= mostHeads,
        "model.layers",
        "must be at least the largest of predictTokens (" + mostHeads + "), not " + layers);
  }

  private void checkHeads(Rules rules) {
    boolean derived = (long) headSize == hiddenSize / Math.max(1, attentionHeads);
    rules.require(
        !derived || attentionHeads < 1 || hiddenSize % (2L * attentionHeads) == 0,
        "model.hiddenSize",
        "must be an even multiple of attentionHeads (%d) where headSize is not given, not %d"
            .formatted(attentionHeads, hiddenSize));
    rules.require(
        derived || (headSize >= 2 && headSize % 2 == 0),
        "model.headSize",
        "must be even and 2 or more, not " + headSize);
    rules.require(
        keyValueHeads < 1 || attentionHeads % keyValueHeads == 0,
        "model.keyValueHeads",
        "must divide attentionHeads (%d), not %d".formatted(attentionHeads, keyValueHeads));
  }
}
