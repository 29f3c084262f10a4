package dev.foresight.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps out what other sites make a browser send: requests under a foreign host name, by which a
 * site reaches a service on loopback as if it were its own (DNS rebinding), and changes from
 * another origin.
 */
final class Origins extends OncePerRequestFilter {
  private static final Set<String> OF_LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private final Set<String> hosts = new HashSet<>();
  private final Refusals refusals;

  Origins(Exposure exposure, List<String> named, Refusals refusals) {
    named.forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    if (exposure.loopback()) {
      hosts.addAll(OF_LOOPBACK);
      exposure.address().ifPresent(address -> hosts.add(address.getHostAddress()));
    }
    this.refusals = refusals;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!isOwnHost(request)) {
      refusals.refuse(
          request,
          response,
          HttpStatus.FORBIDDEN,
          "The service does not answer to this host name; foresight.security.hosts adds names.");
    } else if (!Writes.none(request) && !isOwnOrigin(request)) {
      refusals.refuse(
          request, response, HttpStatus.FORBIDDEN, "Other sites may change nothing here.");
    } else {
      chain.doFilter(request, response);
    }
  }

  private boolean isOwnHost(HttpServletRequest request) {
    return hosts.isEmpty() || hosts.contains(request.getServerName().toLowerCase(Locale.ROOT));
  }

  private static boolean isOwnOrigin(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    return site == null ? isOfHost(request) : OWN_SITE.contains(site);
  }

  private static boolean isOfHost(HttpServletRequest request) {
    @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
    @Nullable String host = request.getHeader(HttpHeaders.HOST);
    return origin == null || origin.replaceFirst("^https?://", "").equals(host);
  }
}
