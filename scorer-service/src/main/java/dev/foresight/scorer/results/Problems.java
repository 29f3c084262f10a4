package dev.foresight.scorer.results;

import dev.foresight.scorer.figure.NoFontsException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** What can be in the way of an answer, as problem details (RFC 9457). */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE) // Spring's own would not name the field
class Problems {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  @ExceptionHandler
  ResponseEntity<ProblemDetail> notReadYet(InvalidStateStoreException e) {
    return unavailable(
        "Results are not there yet",
        "The scorer is still reading its topics. Try again in a few seconds.");
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> noFonts(NoFontsException e) {
    return unavailable("Figures cannot be drawn", String.valueOf(e.getMessage()));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> notOfItsType(MethodArgumentTypeMismatchException e) {
    var type = Objects.requireNonNull(e.getRequiredType(), "of a parameter").getSimpleName();
    var rule = "must be of type %s, not %s".formatted(type.toLowerCase(Locale.ROOT), e.getValue());
    return ResponseEntity.of(new InvalidQueryException(e.getName(), rule).getBody()).build();
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> notReadable(UncheckedIOException e) {
    log.error("Texts cannot be read", e);
    return unavailable("Texts cannot be read", String.valueOf(e.getMessage()));
  }

  private static ResponseEntity<ProblemDetail> unavailable(String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail);
    problem.setTitle(title);
    return ResponseEntity.of(problem).build();
  }
}
