package dev.foresight.scorer.results;

import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** 400: a query parameter breaks its rule. */
public class InvalidQueryException extends ErrorResponseException {
  /** The rule reads as in "k must be 1 or more". */
  public InvalidQueryException(String parameter, String rule) {
    super(HttpStatus.BAD_REQUEST, problem(parameter, rule), null);
  }

  private static ProblemDetail problem(String parameter, String rule) {
    var problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, parameter + " " + rule + ".");
    problem.setTitle("Invalid query");
    problem.setProperty("errors", List.of(Map.of("field", parameter, "message", rule)));
    return problem;
  }
}
