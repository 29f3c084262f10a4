package dev.foresight.edge;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Bearer tokens of one OpenID Connect issuer, asked for its keys when they are first needed. */
final class IssuerTokens {
  private final JwtAuthenticationProvider provider;

  IssuerTokens(String issuer, String audience, String rolesClaim) {
    provider = new JwtAuthenticationProvider(new SupplierJwtDecoder(() -> of(issuer, audience)));
    provider.setJwtAuthenticationConverter(
        jwt -> new JwtAuthenticationToken(jwt, Role.authorities(roles(jwt, rolesClaim))));
  }

  private static JwtDecoder of(String issuer, String audience) {
    var decoder = NimbusJwtDecoder.withIssuerLocation(issuer).build();
    decoder.setJwtValidator(
        JwtValidators.createDefaultWithValidators(
            List.<OAuth2TokenValidator<Jwt>>of(
                new JwtIssuerValidator(issuer), new JwtAudienceValidator(audience))));
    return decoder;
  }

  /**
   * Whose {@code token} is.
   *
   * @throws org.springframework.security.core.AuthenticationException if it does not count, or the
   *     issuer does not answer
   */
  Authentication authenticate(BearerTokenAuthenticationToken token) {
    try {
      return Objects.requireNonNull(provider.authenticate(token));
    } catch (AuthenticationServiceException | JwtDecoderInitializationException e) {
      throw new IssuerUnavailableException(e);
    }
  }

  private static List<Role> roles(Jwt jwt, String claim) {
    return Role.among(words(value(jwt.getClaims(), claim)));
  }

  /** The claim of this very name, or else what its dots lead to. */
  private static @Nullable Object value(Map<String, Object> claims, String claim) {
    if (claims.containsKey(claim)) {
      return claims.get(claim);
    }
    Object value = claims;
    for (String part : claim.split("\\.", -1)) {
      value = value instanceof Map<?, ?> object ? object.get(part) : null;
    }
    return value;
  }

  private static Stream<String> words(@Nullable Object value) {
    if (value instanceof Collection<?> several) {
      return several.stream().map(String::valueOf);
    }
    return value instanceof String text ? Arrays.stream(text.split(" ", -1)) : Stream.of();
  }
}
