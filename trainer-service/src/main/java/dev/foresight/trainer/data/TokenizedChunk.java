package dev.foresight.trainer.data;

import java.util.List;

/**
 * A chunk's documents as they stand in the files.
 *
 * @param tokens of all documents, 2 or 4 bytes each
 * @param lengths of the documents, in tokens
 * @param hashes of their texts
 * @param broken the rows that could not be read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TokenizedChunk(
    Chunk chunk, byte[] tokens, int[] lengths, long[] hashes, List<BrokenRow> broken) {

  long tokenCount() {
    long count = 0;
    for (int length : lengths) {
      count += length;
    }
    return count;
  }
}
