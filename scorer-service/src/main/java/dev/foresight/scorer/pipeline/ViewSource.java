package dev.foresight.scorer.pipeline;

import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Where views are found by name. */
@FunctionalInterface
public interface ViewSource {
  /**
   * The view of that name.
   *
   * @throws org.apache.kafka.streams.errors.InvalidStateStoreException while it cannot be read
   */
  <T> ReadOnlyKeyValueStore<String, T> view(String name);
}
