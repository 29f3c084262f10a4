package dev.foresight.model.foreign;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tokenizer of <a href="https://arxiv.org/abs/1808.06226">SentencePiece</a>: {@code
 * tokenizer.model}, of the kind that Llama 1 and 2 use (byte-pair encoding with bytes to fall back
 * on, text taken as it is).
 */
final class SentencePiece {
  static final String FILE = "tokenizer.model";

  /** What a piece stands for. */
  enum Kind {
    NORMAL,
    UNKNOWN,
    CONTROL,
    UNUSED,
    BYTE
  }

  /**
   * An entry of the vocabulary.
   *
   * @param score the higher, the earlier two pieces are merged into this one
   */
  record Piece(String text, float score, Kind kind) {}

  private final Path file;
  private final List<Piece> pieces = new ArrayList<>();
  private final ProtobufMessage training;
  private final ProtobufMessage normalizer;

  private SentencePiece(Path file, ProtobufMessage model) throws IOException {
    this.file = file;
    for (ProtobufMessage piece : model.messages(1)) {
      pieces.add(new Piece(piece.text(1), piece.real(2), kind(piece.number(3, 1))));
    }
    training = model.message(2);
    normalizer = model.message(3);
    require(training.number(3, 1) == 2, "is not trained by byte-pair encoding");
    require(training.isTrue(35, false), "has no bytes to fall back on");
    require(!training.isTrue(24, false), "puts spaces at the end of words");
    require(normalizer.isEmpty(2), "changes characters before it cuts text");
    require(!normalizer.isTrue(4, true), "removes spaces");
    require(normalizer.isTrue(5, true), "does not mark spaces");
  }

  /**
   * Reads {@code file}.
   *
   * @throws IOException naming the file, if it is missing, damaged or of another kind
   */
  static SentencePiece read(Path file) throws IOException {
    try {
      return new SentencePiece(
          file, new ProtobufMessage(ByteBuffer.wrap(Files.readAllBytes(file))));
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is none", e);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException(file + ": not a model of SentencePiece", e);
    }
  }

  List<Piece> pieces() {
    return pieces;
  }

  /** Whether a space is put before every text. */
  boolean beginsWithSpace() {
    return normalizer.isTrue(3, true);
  }

  int unknown() {
    return (int) training.number(40, 0);
  }

  /** The id that begins a text, or -1. */
  int beginOfText() {
    return (int) training.number(41, 1);
  }

  /** The id that ends a text, or -1. */
  int endOfText() {
    return (int) training.number(42, 2);
  }

  private Kind kind(long number) throws IOException {
    return switch ((int) number) {
      case 1 -> Kind.NORMAL;
      case 2 -> Kind.UNKNOWN;
      case 3 -> Kind.CONTROL;
      case 5 -> Kind.UNUSED;
      case 6 -> Kind.BYTE;
      default -> throw new IOException(file + ": has pieces of the kind " + number);
    };
  }

  private void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(file + ": this tokenizer " + otherwise + ", which is not read");
    }
  }
}
