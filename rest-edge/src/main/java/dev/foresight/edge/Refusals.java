package dev.foresight.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import tools.jackson.databind.json.JsonMapper;

/** Refuses requests with a problem detail (RFC 9457). */
final class Refusals
    implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {
  private static final String REALM = "foresight";

  private final JsonMapper json;
  private final BearerTokenAuthenticationEntryPoint challenge =
      new BearerTokenAuthenticationEntryPoint();

  Refusals(JsonMapper json) {
    this.json = json;
    challenge.setRealmName(REALM);
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
      throws IOException {
    if (e instanceof IssuerUnavailableException) {
      refuse(request, response, HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
      return;
    }
    challenge.commence(request, response, e);
    String detail =
        e instanceof OAuth2AuthenticationException invalid
            ? "The token does not count: " + invalid.getError().getDescription()
            : "A token is needed, in the header Authorization: Bearer TOKEN.";
    refuse(request, response, HttpStatus.valueOf(response.getStatus()), detail);
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
      throws IOException {
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE,
        "Bearer realm=\"%s\", error=\"insufficient_scope\"".formatted(REALM));
    boolean reads = Writes.none(request);
    String needed = reads ? "viewer or submitter" : "submitter";
    refuse(
        request, response, HttpStatus.FORBIDDEN, "This needs a token of the role " + needed + ".");
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException e)
      throws IOException {
    refuse(request, response, HttpStatus.BAD_REQUEST, "The address is not one that is served.");
  }

  /** Answers {@code status} with {@code detail} as the reason. */
  void refuse(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    response
        .getOutputStream()
        .write(json.writeValueAsBytes(ProblemDetail.forStatusAndDetail(status, detail)));
  }
}
