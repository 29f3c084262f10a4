package dev.foresight.edge;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many requests each client may still make: at most {@code perMinute} at once, growing again
 * evenly. A client whose allowance is whole again is forgotten.
 */
final class Allowances {
  private static final int CLIENTS = 10_000;

  private final double capacity;
  private final double perNano;
  private final LongSupplier nanoTime;
  private final Map<String, Allowance> clients = new HashMap<>();

  private record Allowance(double left, long at) {}

  /**
   * Whole allowances for all.
   *
   * @param perMinute 0 means no limit
   */
  Allowances(int perMinute, LongSupplier nanoTime) {
    this.capacity = perMinute;
    this.perNano = perMinute / (double) Duration.ofMinutes(1).toNanos();
    this.nanoTime = nanoTime;
  }

  /** Takes one request of {@code client}, or says how long it must wait for it. */
  synchronized Duration take(String client) {
    if (capacity == 0) {
      return Duration.ZERO;
    }
    long now = nanoTime.getAsLong();
    double left = left(clients.getOrDefault(client, new Allowance(capacity, now)), now);
    if (left < 1) {
      return Duration.ofNanos((long) Math.ceil((1 - left) / perNano));
    }
    if (clients.size() >= CLIENTS) {
      clients.values().removeIf(allowance -> left(allowance, now) >= capacity);
    }
    clients.put(client, new Allowance(left - 1, now));
    return Duration.ZERO;
  }

  /** How many clients are remembered. */
  synchronized int clients() {
    return clients.size();
  }

  private double left(Allowance allowance, long now) {
    return Math.min(capacity, allowance.left + (now - allowance.at) * perNano);
  }
}
