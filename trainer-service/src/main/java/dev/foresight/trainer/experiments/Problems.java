package dev.foresight.trainer.experiments;

import dev.foresight.model.problems.ContextTooShortException;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Every error as a problem detail (RFC 9457); broken fields are listed in {@code errors}. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

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

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemDetail problem =
        e.getCause() instanceof JacksonException cause && !(cause instanceof StreamReadException)
            ? fields(List.of(new FieldError(path(cause), message(cause))))
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

  private static String path(JacksonException e) {
    return e.getPath().stream()
        .map(part -> part.getPropertyName() == null ? null : part.getPropertyName())
        .filter(name -> name != null)
        .collect(Collectors.joining("."));
  }

  private static String message(JacksonException e) {
    return e instanceof UnrecognizedPropertyException unknown
        ? "is unknown; known are " + unknown.getKnownPropertyIds()
        : "has a value of the wrong kind: " + e.getOriginalMessage();
  }
}
