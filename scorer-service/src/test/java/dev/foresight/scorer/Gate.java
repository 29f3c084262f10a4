package dev.foresight.scorer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * Stands before a scorer: knows a token that may not read, as an issuer's could be, and can cut its
 * connections.
 */
final class Gate implements AutoCloseable {
  static final String FORBIDDEN = "may-not-read";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Set<HttpExchange> open = ConcurrentHashMap.newKeySet();
  private final String scorer;
  private final HttpServer server;
  private volatile boolean cut;

  /** Listens on a free port. */
  Gate(String scorer) {
    this.scorer = scorer;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::pass);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Ends every connection and answers no other, until {@link #mend}. */
  void cut() {
    cut = true;
    open.forEach(HttpExchange::close);
  }

  void mend() {
    cut = false;
  }

  private void pass(HttpExchange exchange) throws IOException {
    open.add(exchange);
    try (exchange) {
      int refused = refused(exchange);
      if (refused > 0) {
        exchange.sendResponseHeaders(refused, -1);
      } else {
        forward(exchange);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      open.remove(exchange);
    }
  }

  private int refused(HttpExchange exchange) {
    if (cut) {
      return 502;
    }
    return token(exchange).filter(token -> token.endsWith(FORBIDDEN)).isPresent() ? 403 : 0;
  }

  private static Optional<String> token(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private void forward(HttpExchange exchange) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(scorer + exchange.getRequestURI()));
    token(exchange).ifPresent(token -> request.header("Authorization", token));
    var response = client.send(request.build(), BodyHandlers.ofInputStream());
    exchange
        .getResponseHeaders()
        .add("Content-Type", response.headers().firstValue("Content-Type").orElse("text/plain"));
    exchange.sendResponseHeaders(response.statusCode(), 0);
    try (var body = response.body()) {
      copy(body, exchange);
    }
  }

  /** Part by part, as a stream of events needs it. */
  private static void copy(InputStream body, HttpExchange exchange) throws IOException {
    var part = new byte[8192];
    for (int read = body.read(part); read >= 0; read = body.read(part)) {
      exchange.getResponseBody().write(part, 0, read);
      exchange.getResponseBody().flush();
    }
  }

  @Override
  public void close() {
    cut();
    server.stop(0);
    client.shutdownNow();
  }
}
