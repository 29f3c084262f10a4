package dev.foresight.edge;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/** An issuer of tokens over HTTP. */
public final class Issuer implements AutoCloseable {
  private final RSAKey key;
  private final HttpServer server;

  public Issuer() throws JOSEException, IOException {
    key = new RSAKeyGenerator(2048).keyID("first").generate();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/keys\",\"subject_types_supported\":[\"public\"]}"
            .formatted(address()));
    serve("/keys", new JWKSet(key.toPublicJWK()).toString());
    server.start();
  }

  private void serve(String path, String body) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A token for {@code audience} that ends after {@code life}, with one claim more. */
  public String token(String audience, Duration life, Map<String, Object> claims)
      throws JOSEException {
    return token(key, audience, life, claims);
  }

  /** The same, signed with a key that the issuer does not know. */
  public String forged(String audience, Duration life, Map<String, Object> claims)
      throws JOSEException {
    return token(new RSAKeyGenerator(2048).keyID("first").generate(), audience, life, claims);
  }

  private String token(RSAKey by, String audience, Duration life, Map<String, Object> claims)
      throws JOSEException {
    var all =
        new JWTClaimsSet.Builder()
            .issuer(address())
            .subject("somebody")
            .audience(audience)
            .expirationTime(Date.from(Instant.now().plus(life)));
    claims.forEach(all::claim);
    var token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build(), all.build());
    token.sign(new RSASSASigner(by));
    return token.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
