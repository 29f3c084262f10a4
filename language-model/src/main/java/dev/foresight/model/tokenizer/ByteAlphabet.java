package dev.foresight.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The alphabet in which byte-level vocabularies (GPT-2 and its followers) write bytes: those that
 * Latin-1 prints stand for themselves, the others for characters from U+0100 on, in their order.
 */
final class ByteAlphabet {
  private static final int[] BYTES = bytes();

  private ByteAlphabet() {}

  /** The bytes of {@code token}; characters outside the alphabet are taken as text. */
  static byte[] decode(String token) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    token
        .codePoints()
        .forEach(
            c -> {
              if (c < BYTES.length && BYTES[c] >= 0) {
                bytes.write(BYTES[c]);
              } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
              }
            });
    return bytes.toByteArray();
  }

  private static int[] bytes() {
    int[] bytes = new int[0x100 + 68];
    int others = 0x100;
    for (int value = 0; value < 0x100; value++) {
      if (isPrinted(value)) {
        bytes[value] = value;
      } else {
        bytes[value] = -1;
        bytes[others++] = value;
      }
    }
    return bytes;
  }

  private static boolean isPrinted(int value) {
    return (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
  }
}
