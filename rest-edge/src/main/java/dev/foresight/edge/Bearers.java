package dev.foresight.edge;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;

/** Callers with a bearer token: one of the file's, or of the issuer's. */
final class Bearers implements AuthenticationManager {
  private final Optional<StaticTokens> file;
  private final Optional<IssuerTokens> issuer;

  Bearers(SecurityProperties properties) {
    file = Optional.ofNullable(properties.tokensFile()).map(StaticTokens::new);
    issuer = Optional.ofNullable(properties.issuer()).map(named -> issuer(named, properties));
  }

  private static IssuerTokens issuer(String named, SecurityProperties properties) {
    return new IssuerTokens(named, properties.audience(), properties.rolesClaim());
  }

  @Override
  public Authentication authenticate(@Nullable Authentication presented) {
    if (!(presented instanceof BearerTokenAuthenticationToken bearer)) {
      throw new InvalidBearerTokenException("There is no bearer token");
    }
    return file.flatMap(tokens -> tokens.find(bearer.getToken()))
        .map(Bearers::authentication)
        .orElseGet(() -> ofIssuer(bearer));
  }

  private Authentication ofIssuer(BearerTokenAuthenticationToken bearer) {
    return issuer
        .orElseThrow(() -> new InvalidBearerTokenException("The token is not known"))
        .authenticate(bearer);
  }

  private static Authentication authentication(StaticTokens.Holder holder) {
    return new PreAuthenticatedAuthenticationToken(
        holder.name(), "", Role.authorities(List.of(holder.role())));
  }
}
