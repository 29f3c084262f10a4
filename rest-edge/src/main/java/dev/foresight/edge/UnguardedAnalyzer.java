package dev.foresight.edge;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which properties make a service safe to start. */
final class UnguardedAnalyzer extends AbstractFailureAnalyzer<UnguardedException> {
  private static final String ACTION =
      """
      Say who may call it, with one or both of
        foresight.security.tokens-file   a file with lines viewer:TOKEN and submitter:TOKEN
        foresight.security.issuer        the address of an OpenID Connect issuer
      or keep it to this machine with server.address=127.0.0.1, or, where everyone who reaches it may do everything,
      say so with foresight.security.allow-anonymous=true.""";

  @Override
  protected FailureAnalysis analyze(Throwable root, UnguardedException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), ACTION, cause);
  }
}
