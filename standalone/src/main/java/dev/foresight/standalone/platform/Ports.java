package dev.foresight.standalone.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where the services listen, chosen before the first starts, whose page links to the others. */
record Ports(int scorer, int trainer, int sampler) {

  /**
   * {@code first} and the two after it; instead of one that is taken, any free one; 0 takes any.
   */
  static Ports from(int first) {
    try (var scorer = open(first, 0);
        var trainer = open(first, 1);
        var sampler = open(first, 2)) {
      return new Ports(scorer.getLocalPort(), trainer.getLocalPort(), sampler.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free on 127.0.0.1", e);
    }
  }

  private static ServerSocket open(int first, int offset) throws IOException {
    if (first == 0) {
      return any();
    }
    try {
      return listen(first + offset);
    } catch (IOException taken) {
      return any();
    }
  }

  private static ServerSocket any() throws IOException {
    return listen(0);
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
