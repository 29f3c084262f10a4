package dev.foresight.standalone.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;

/** Where the services are to listen; 0 is any free port, known once it is taken. */
record Ports(int scorer, int trainer, int sampler) {

  /** {@code first} and the two after it; 0 instead of one that is taken, and for all if it is 0. */
  static Ports from(int first) {
    return first == 0
        ? new Ports(0, 0, 0)
        : new Ports(ifFree(first), ifFree(first + 1), ifFree(first + 2));
  }

  private static int ifFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }

  static URI address(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** What the page links to, as the scorer's arguments: the services whose ports are known. */
  String[] links() {
    return new String[] {
      "--foresight.scorer.links.trainer=" + link(trainer, ""),
      "--foresight.scorer.links.sampler=" + link(sampler, ""),
      "--foresight.scorer.links.metrics=" + link(scorer, "/actuator/prometheus")
    };
  }

  private static String link(int port, String path) {
    return port == 0 ? "" : address(port) + path;
  }
}
