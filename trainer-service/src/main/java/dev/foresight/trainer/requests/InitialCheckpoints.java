package dev.foresight.trainer.requests;

import dev.foresight.proto.CheckpointPublished;
import java.io.IOException;
import java.util.Optional;

/** Finds the checkpoints that runs may start from. */
@FunctionalInterface
public interface InitialCheckpoints {
  /**
   * The checkpoint that {@code name} names in a request.
   *
   * @throws IOException naming the file, if what it names cannot be read
   */
  Optional<CheckpointPublished> find(String name) throws IOException;
}
