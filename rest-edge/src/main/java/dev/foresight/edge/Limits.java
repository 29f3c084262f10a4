package dev.foresight.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/** Bounds what one client changes in a minute, and how large a request may be. */
final class Limits extends OncePerRequestFilter {
  private final Allowances allowances;
  private final int largest;
  private final DataSize body;
  private final Refusals refusals;

  Limits(Allowances allowances, DataSize body, Refusals refusals) {
    this.allowances = allowances;
    this.largest = Math.toIntExact(body.toBytes());
    this.body = body;
    this.refusals = refusals;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return Writes.none(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Duration wait = allowances.take(client(request));
    if (wait.isPositive()) {
      response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wait.toSeconds() + 1));
      refusals.refuse(
          request, response, HttpStatus.TOO_MANY_REQUESTS, "Too many requests: wait a little.");
      return;
    }
    boolean saysTooMuch = request.getContentLengthLong() > largest;
    byte[] read = saysTooMuch ? new byte[0] : request.getInputStream().readNBytes(largest + 1);
    if (saysTooMuch || read.length > largest) {
      refusals.refuse(
          request,
          response,
          HttpStatus.CONTENT_TOO_LARGE,
          "The body must be at most %d bytes.".formatted(body.toBytes()));
    } else {
      chain.doFilter(new ReadRequest(request, read), response);
    }
  }

  private static String client(HttpServletRequest request) {
    Principal caller = request.getUserPrincipal();
    return caller == null ? request.getRemoteAddr() : caller.getName();
  }
}
