package dev.foresight.scorer.results;

import dev.foresight.scorer.figure.NoFontsException;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What can be in the way of an answer, as problem details (RFC 9457). */
@RestControllerAdvice
class Problems {

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

  private static ResponseEntity<ProblemDetail> unavailable(String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail);
    problem.setTitle(title);
    return ResponseEntity.of(problem).build();
  }
}
