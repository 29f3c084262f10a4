package dev.foresight.sampler.control;

import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
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
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Every error as a problem detail (RFC 9457); fields that break a rule are listed. */
@RestControllerAdvice
@InRole(Role.CONTROL)
class Problems extends ResponseEntityExceptionHandler {

  @ExceptionHandler
  ProblemDetail invalid(InvalidFieldsException e) {
    return fields(e.errors());
  }

  @ExceptionHandler
  ProblemDetail unknown(UnknownException e) {
    return problem(HttpStatus.NOT_FOUND, "Not found", e);
  }

  @ExceptionHandler
  ProblemDetail cannotRun(CannotRunException e) {
    return problem(HttpStatus.UNPROCESSABLE_CONTENT, "The evaluation cannot run", e);
  }

  @ExceptionHandler
  ProblemDetail notWritten(KafkaException e) {
    return problem(HttpStatus.SERVICE_UNAVAILABLE, "Kafka did not take the request", e);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var error =
        e.getCause() instanceof JacksonException cause
            ? new FieldError(path(cause), message(cause))
            : new FieldError("body", "must be given");
    return handleExceptionInternal(e, fields(List.of(error)), headers, status, request);
  }

  private static String path(JacksonException e) {
    String path =
        e.getPath().stream()
            .map(JacksonException.Reference::getPropertyName)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "body" : path;
  }

  private static String message(JacksonException e) {
    return e instanceof UnrecognizedPropertyException unknown
        ? "is unknown; known are " + unknown.getKnownPropertyIds()
        : "cannot be read: " + e.getOriginalMessage();
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

  private static ProblemDetail problem(HttpStatus status, String title, Exception e) {
    var problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(e.getMessage()));
    problem.setTitle(title);
    return problem;
  }
}
