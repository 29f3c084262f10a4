package dev.foresight.trainer.requests;

import dev.foresight.model.Checkpoint;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Ids;
import java.nio.file.Path;

/** Records of checkpoints that were examined where they lie. */
public final class Examined {
  private Examined() {}

  /**
   * What the files of {@code checkpoint} say of it. Its id is the digest of the files and of {@code
   * tokensSeen}.
   */
  public static CheckpointPublished of(Path folder, Checkpoint checkpoint, long tokensSeen) {
    var identity =
        CheckpointPublished.newBuilder()
            .setTokensSeen(tokensSeen)
            .putAllSha256(checkpoint.sha256())
            .build();
    return identity.toBuilder()
        .setCheckpointId(Ids.of(identity))
        .setLocation(folder.toUri().toString())
        .setShape(Shapes.toProto(checkpoint.shape()))
        .build();
  }
}
