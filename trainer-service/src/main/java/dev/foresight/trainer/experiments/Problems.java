package dev.foresight.trainer.experiments;

import dev.foresight.model.problems.ContextTooShortException;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import dev.foresight.trainer.broker.NotWrittenException;
import dev.foresight.trainer.requests.DoesNotFitException;
import dev.foresight.trainer.requests.JsonErrors;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;

/** Every error as a problem detail (RFC 9457); broken fields are listed in {@code errors}. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  @ExceptionHandler
  ProblemDetail invalid(InvalidFieldsException e) {
    return fields(e.errors());
  }

  @ExceptionHandler
  ProblemDetail contextTooShort(ContextTooShortException e) {
    var problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, "The context is too short", e);
    problem.setProperty("promptTokens", e.promptTokens());
    problem.setProperty("maxNewTokens", e.maxNewTokens());
    problem.setProperty("contextLength", e.contextLength());
    return problem;
  }

  @ExceptionHandler
  ProblemDetail doesNotFit(DoesNotFitException e) {
    var problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, "Does not fit this trainer", e);
    problem.setProperty("cost", e.cost());
    return problem;
  }

  @ExceptionHandler
  ProblemDetail unknown(UnknownException e) {
    return problem(HttpStatus.NOT_FOUND, "Not found", e);
  }

  @ExceptionHandler
  ProblemDetail ended(EndedException e) {
    return problem(HttpStatus.CONFLICT, "Already ended", e);
  }

  @ExceptionHandler
  ProblemDetail notWritten(NotWrittenException e) {
    return problem(HttpStatus.SERVICE_UNAVAILABLE, "Not queued", e);
  }

  @ExceptionHandler
  ProblemDetail unexpected(Exception e) {
    log.error("a request failed", e);
    return problem(HttpStatus.INTERNAL_SERVER_ERROR, "Unexpected", e);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemDetail problem =
        e.getCause() instanceof JacksonException cause && !(cause instanceof StreamReadException)
            ? fields(JsonErrors.of(cause).errors())
            : notJson(e);
    return handleExceptionInternal(e, problem, headers, status, request);
  }

  private static ProblemDetail fields(List<FieldError> errors) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.BAD_REQUEST,
            errors.stream()
                .map(error -> error.field() + " " + error.message())
                .collect(Collectors.joining("; ")));
    problem.setTitle("Invalid request");
    problem.setProperty("errors", errors);
    return problem;
  }

  private static ProblemDetail notJson(HttpMessageNotReadableException e) {
    String detail =
        e.getCause() instanceof JacksonException cause
            ? "The body is not JSON: " + cause.getOriginalMessage()
            : "The body is missing.";
    var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
    problem.setTitle("Invalid request");
    return problem;
  }

  private static ProblemDetail problem(HttpStatus status, String title, Exception e) {
    var problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(e.getMessage()));
    problem.setTitle(title);
    return problem;
  }
}
