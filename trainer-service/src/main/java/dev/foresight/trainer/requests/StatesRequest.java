package dev.foresight.trainer.requests;

import static java.util.Objects.requireNonNullElse;

import dev.foresight.proto.StatePolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code states} object of requests: when a run's state is saved, to be resumed from. It
 * changes nothing of what is trained. A field that is null takes its default.
 *
 * @param everyTokens after how many tokens, 0 or more; default 0: not by tokens
 * @param every after how much time, such as {@code 90s}, {@code 10m} or {@code 2h}; default empty:
 *     the trainer's own rule
 * @param keep the latest states that are kept, 1 or more; default 1
 */
public record StatesRequest(Long everyTokens, String every, Integer keep) {
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  public StatesRequest {
    everyTokens = requireNonNullElse(everyTokens, 0L);
    every = requireNonNullElse(every, "");
    keep = requireNonNullElse(keep, 1);
  }

  /** All defaults. */
  @SuppressWarnings("NullAway") // null is how a request leaves a field to its default
  static StatesRequest defaults() {
    return new StatesRequest(null, null, null);
  }

  void check(Rules rules) {
    rules.atLeast("states.everyTokens", 0, everyTokens);
    rules.require(
        every.isEmpty() || time().filter(time -> !time.isZero()).isPresent(),
        "states.every",
        "must be a time such as 90s, 10m or 2h, not \"" + every + "\"");
    rules.atLeast("states.keep", 1, keep);
  }

  /** The policy as the contracts write it. */
  StatePolicy toProto() {
    return StatePolicy.newBuilder()
        .setEveryTokens(everyTokens)
        .setEveryMillis(time().map(Duration::toMillis).orElse(0L))
        .setKeep(keep)
        .build();
  }

  private Optional<Duration> time() {
    return Optional.of(TIME.matcher(every)).filter(Matcher::matches).map(StatesRequest::duration);
  }

  private static Duration duration(Matcher time) {
    long amount = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
