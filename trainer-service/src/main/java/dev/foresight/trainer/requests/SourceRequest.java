package dev.foresight.trainer.requests;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.foresight.proto.Source;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One source of {@code data.sources}.
 *
 * @param files a path, or a glob such as {@code books-*.jsonl.zst}, in which two stars cross
 *     folders; required
 * @param format {@code problems} (JSON Lines with question and answer, written as in prompts),
 *     {@code jsonl}, {@code text}, {@code csv} or {@code parquet}; default by the files' ending
 * @param textColumn the column or field that holds a document's text, in jsonl, csv and parquet;
 *     default {@code text}
 * @param weight tokens drawn from here in proportion to those of the other sources, above 0; null
 *     means every document once an epoch; given for all sources or for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceRequest(
    String files, String format, String textColumn, @Nullable BigDecimal weight) {
  static final String PROBLEMS = "problems";
  private static final String UNKNOWN = "";
  private static final Set<String> WITH_COLUMNS = Set.of("jsonl", "csv", "parquet");
  private static final List<String> FORMATS = List.of(PROBLEMS, "jsonl", "text", "csv", "parquet");
  private static final Map<String, String> BY_ENDING =
      Map.of(
          ".jsonl",
          "jsonl",
          ".json",
          "jsonl",
          ".txt",
          "text",
          ".csv",
          "csv",
          ".parquet",
          "parquet");

  public SourceRequest {
    files = requireNonNullElse(files, "");
    format = requireNonNullElse(format, formatOf(files));
    textColumn = requireNonNullElse(textColumn, WITH_COLUMNS.contains(format) ? "text" : "");
  }

  /** The problems of {@code file}: the short form of a request's data. */
  @SuppressWarnings("NullAway") // null is how a request leaves a field to its default
  static SourceRequest problems(String file) {
    return new SourceRequest(file, PROBLEMS, null, null);
  }

  private static String formatOf(String files) {
    String plain = files.replaceFirst("\\.(gz|zst)$", "");
    return BY_ENDING.entrySet().stream()
        .filter(known -> plain.endsWith(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(UNKNOWN);
  }

  boolean isProblems() {
    return format.equals(PROBLEMS);
  }

  void check(Rules rules, String field) {
    rules.require(!files.isBlank(), field + ".files", "must name a file or be a glob");
    rules.require(
        FORMATS.contains(format),
        field + ".format",
        format.equals(UNKNOWN)
            ? "must be given, as the files' ending does not tell it: one of " + FORMATS
            : "must be one of " + FORMATS + ", not \"" + format + "\"");
    rules.require(
        !WITH_COLUMNS.contains(format) || !textColumn.isBlank(),
        field + ".textColumn",
        "must not be blank");
    rules.require(
        WITH_COLUMNS.contains(format) || textColumn.isEmpty(),
        field + ".textColumn",
        "is for jsonl, csv and parquet, not for " + format);
    if (weight != null) {
      rules.positive(field + ".weight", weight);
    }
  }

  /** The source as the contracts write it. */
  Source toProto(String sha256) {
    var source = Source.newBuilder().setSha256(sha256).setFormat(format).setTextColumn(textColumn);
    return weight == null ? source.build() : source.setWeight(Specifications.text(weight)).build();
  }
}
