package dev.foresight.scorer.results;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** 404: there is nothing of that id, or not yet. */
public class UnknownIdException extends ErrorResponseException {
  /** Of {@code kind}, such as "evaluation". */
  public UnknownIdException(String kind, String id) {
    super(HttpStatus.NOT_FOUND, problem(kind, id), null);
  }

  private static ProblemDetail problem(String kind, String id) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.NOT_FOUND, "There is no %s with the id '%s'.".formatted(kind, id));
    problem.setTitle("Unknown " + kind);
    return problem;
  }
}
