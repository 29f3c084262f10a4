package dev.foresight.edge;

import org.springframework.security.core.AuthenticationException;

/** A token could not be checked, since its issuer does not answer. */
final class IssuerUnavailableException extends AuthenticationException {
  private static final long serialVersionUID = 1;

  IssuerUnavailableException(Throwable cause) {
    super("The issuer of tokens does not answer.", cause);
  }
}
