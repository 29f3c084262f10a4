package dev.foresight.edge;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Who can reach the service, and whether it asks who they are.
 *
 * @param address that it listens on; empty means every one of this machine
 * @param authenticates whether callers need a token
 */
public record Exposure(Optional<InetAddress> address, boolean authenticates) {

  /** Whether only this machine reaches it. */
  public boolean loopback() {
    return address.filter(InetAddress::isLoopbackAddress).isPresent();
  }

  /** Whether its callers are its user: on this machine alone, where nobody asked for tokens. */
  public boolean personal() {
    return loopback() && !authenticates;
  }
}
