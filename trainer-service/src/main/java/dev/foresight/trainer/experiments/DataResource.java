package dev.foresight.trainer.experiments;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.foresight.proto.Source;
import dev.foresight.proto.TrainingData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment's models are trained on.
 *
 * @param tokenizerSha256 of the tokenizer.json that was given; none if it is trained
 * @param validationShare the share of the documents held out, a decimal
 * @param brokenShare the share of broken rows past which preparation stops, a decimal
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DataResource(
    List<SourceResource> sources,
    @Nullable String tokenizerSha256,
    String validationShare,
    String brokenShare) {

  /**
   * One part of it.
   *
   * @param sha256 of its files
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SourceResource(
      String sha256, String format, @Nullable String textColumn, @Nullable String weight) {

    static SourceResource of(Source source) {
      return new SourceResource(
          source.getSha256(),
          source.getFormat(),
          orNull(source.getTextColumn()),
          orNull(source.getWeight()));
    }
  }

  static DataResource of(TrainingData data) {
    return new DataResource(
        data.getSourcesList().stream().map(SourceResource::of).toList(),
        orNull(data.getTokenizerSha256()),
        data.getValidationShare().isEmpty() ? "0" : data.getValidationShare(),
        data.getBrokenShare().isEmpty() ? "0" : data.getBrokenShare());
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
