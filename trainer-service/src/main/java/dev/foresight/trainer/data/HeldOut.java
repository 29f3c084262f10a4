package dev.foresight.trainer.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which documents are held out: those whose text's digest, read as a number from 0 to 1, is below
 * the share. So they are the same in every run and every mixture, and a document that a corpus
 * holds twice is never on both sides. Where none is below, the lowest is held out, if another is
 * left.
 */
final class HeldOut {
  private final long below;

  /** The digests of a share of the documents of {@code files}, 0 or more, below 1. */
  HeldOut(List<TokenFile> files, double share) {
    long bound = (long) (share * 0x1p63) << 1;
    long lowest = -1;
    boolean more = false;
    for (TokenFile file : share > 0 ? files : List.<TokenFile>of()) {
      for (int i = 0; i < file.count(); i++) {
        long hash = file.hash(i);
        more |= lowest != -1 && hash != lowest;
        lowest = Long.compareUnsigned(hash, lowest) < 0 ? hash : lowest;
      }
    }
    below = more && Long.compareUnsigned(lowest, bound) >= 0 ? lowest + 1 : bound;
  }

  /** The documents of {@code file} to train on. */
  Documents training(TokenFile file) {
    int[] chosen = choose(file, false);
    return chosen.length == file.count() ? file : Documents.select(file, chosen);
  }

  /** The held-out documents of {@code file}, in its order. */
  Documents validation(TokenFile file) {
    return Documents.select(file, choose(file, true));
  }

  private int[] choose(TokenFile file, boolean held) {
    return IntStream.range(0, below == 0 && held ? 0 : file.count())
        .filter(i -> Long.compareUnsigned(file.hash(i), below) < 0 == held)
        .toArray();
  }
}
