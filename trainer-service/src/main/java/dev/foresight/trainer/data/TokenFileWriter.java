package dev.foresight.trainer.data;

import dev.foresight.trainer.data.Chunk.Position;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A token file that grows chunk by chunk. What {@link #save} has noted survives a crash; what was
 * written after it is cut off when the folder is opened again. One process at a time.
 */
final class TokenFileWriter implements Closeable {
  private static final String STATE = "state.json";

  private final Path folder;
  private final FileChannel tokens;
  private final FileChannel entries;
  private State state;

  /**
   * What is written.
   *
   * @param end where the source is to be read on
   */
  record State(Position end, int tokenBytes, long tokens, int documents, BrokenRows rows) {
    static State start(int tokenBytes) {
      return new State(Position.START, tokenBytes, 0, 0, BrokenRows.NONE);
    }
  }

  private TokenFileWriter(Path folder, State state) throws IOException {
    this.folder = folder;
    this.state = state;
    tokens = append(folder.resolve(TokenFile.TOKENS), state.tokens * state.tokenBytes);
    entries = append(folder.resolve(TokenFile.DOCUMENTS), (long) state.documents * TokenFile.ENTRY);
  }

  /** Goes on with what {@code folder} holds, or begins. */
  static TokenFileWriter open(Path folder, int tokenBytes) throws IOException {
    Files.createDirectories(folder);
    State state = saved(folder, tokenBytes);
    return new TokenFileWriter(folder, state);
  }

  State state() {
    return state;
  }

  /** Appends {@code chunk}. */
  void append(TokenizedChunk chunk) throws IOException {
    write(tokens, ByteBuffer.wrap(chunk.tokens()));
    long end = state.tokens;
    int[] lengths = chunk.lengths();
    ByteBuffer block =
        ByteBuffer.allocate(lengths.length * TokenFile.ENTRY).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < lengths.length; i++) {
      end += lengths[i];
      block.putLong(end).putLong(chunk.hashes()[i]);
    }
    write(entries, block.flip());
    state =
        new State(
            chunk.chunk().end(),
            state.tokenBytes,
            end,
            Math.addExact(state.documents, lengths.length),
            state.rows.plus(chunk.chunk().rows().size(), chunk.broken()));
  }

  /** Makes what is written survive a crash. */
  void save() throws IOException {
    tokens.force(false);
    entries.force(false);
    Path next = folder.resolve(STATE + ".next");
    Files.write(next, JsonMapper.shared().writeValueAsBytes(state));
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(next, folder.resolve(STATE), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Saves, and moves the folder to {@code complete}: a token file from now on. */
  void finish(Path complete) throws IOException {
    save();
    close();
    Map<String, String> sha256 =
        Map.of(
            TokenFile.TOKENS, Digest.of(folder.resolve(TokenFile.TOKENS)),
            TokenFile.DOCUMENTS, Digest.of(folder.resolve(TokenFile.DOCUMENTS)));
    var description =
        new TokenFile.Description(
            state.tokenBytes, state.tokens, state.documents, state.rows, sha256);
    Path file = folder.resolve(TokenFile.DESCRIPTION);
    Files.write(file, JsonMapper.shared().writeValueAsBytes(description));
    Files.move(folder, complete, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(complete.resolve(STATE));
  }

  @Override
  public void close() throws IOException {
    tokens.close();
    entries.close();
  }

  /** What was noted last, if the files hold as much. */
  private static State saved(Path folder, int tokenBytes) throws IOException {
    Path file = folder.resolve(STATE);
    if (!Files.exists(file)) {
      return State.start(tokenBytes);
    }
    try {
      State state = JsonMapper.shared().readValue(Files.readAllBytes(file), State.class);
      boolean whole =
          state.tokenBytes == tokenBytes
              && size(folder.resolve(TokenFile.TOKENS)) >= state.tokens * tokenBytes
              && size(folder.resolve(TokenFile.DOCUMENTS))
                  >= (long) state.documents * TokenFile.ENTRY;
      return whole ? state : State.start(tokenBytes);
    } catch (JacksonException e) {
      return State.start(tokenBytes);
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : -1;
  }

  private static FileChannel append(Path file, long size) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(size).position(size);
    return channel;
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
