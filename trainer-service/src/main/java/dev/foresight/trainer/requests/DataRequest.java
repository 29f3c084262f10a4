package dev.foresight.trainer.requests;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code data} object of requests: what models are trained on. A field that is null takes its
 * default.
 *
 * @param sources parts of a mixture; at least one
 * @param tokenizer path of a {@code tokenizer.json}; null means that one is trained on the sources,
 *     as large as the model's vocabulary, or that of the initial checkpoint where there is one
 * @param validationShare the share of the documents held out for validation, 0 to 1; default 0
 * @param brokenShare the share of broken rows past which the run stops, 0 to 1; default 0: at the
 *     first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataRequest(
    List<SourceRequest> sources,
    @Nullable String tokenizer,
    BigDecimal validationShare,
    BigDecimal brokenShare) {

  public DataRequest {
    sources = List.copyOf(requireNonNullElse(sources, List.of()));
    validationShare = requireNonNullElse(validationShare, BigDecimal.ZERO);
    brokenShare = requireNonNullElse(brokenShare, BigDecimal.ZERO);
  }

  /** The problems of {@code file}, all of them to train on. */
  @SuppressWarnings("NullAway") // null is how a request leaves a field to its default
  static DataRequest problems(String file) {
    return new DataRequest(List.of(SourceRequest.problems(file)), null, null, null);
  }

  void check(Rules rules) {
    rules.require(!sources.isEmpty(), "data.sources", "must hold at least one");
    for (int i = 0; i < sources.size(); i++) {
      sources.get(i).check(rules, "data.sources[" + i + "]");
    }
    long weighted = sources.stream().map(SourceRequest::weight).filter(Objects::nonNull).count();
    rules.require(
        weighted == 0 || weighted == sources.size(),
        "data.sources",
        "must have a weight each, or none of them");
    rules.share("data.validationShare", validationShare);
    rules.require(
        validationShare.compareTo(BigDecimal.ONE) < 0,
        "data.validationShare",
        "must leave something to train on");
    rules.share("data.brokenShare", brokenShare);
    rules.require(tokenizer == null || !tokenizer.isBlank(), "data.tokenizer", "must name a file");
  }
}
