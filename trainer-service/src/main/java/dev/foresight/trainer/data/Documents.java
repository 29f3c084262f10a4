package dev.foresight.trainer.data;

import java.util.List;

/** Documents as token ids. Safe for use by several threads. */
interface Documents {
  int count();

  /** Tokens of a document, 0 or more. */
  int length(int document);

  /** Copies {@code count} tokens of a document, from {@code offset} on, to {@code into}. */
  void copy(int document, int offset, int[] into, int at, int count);

  /** Tokens of all documents. */
  default long tokens() {
    long tokens = 0;
    for (int i = 0; i < count(); i++) {
      tokens += length(i);
    }
    return tokens;
  }

  /** Documents in memory. */
  static Documents of(List<int[]> documents) {
    List<int[]> all = List.copyOf(documents);
    return new Documents() {
      @Override
      public int count() {
        return all.size();
      }

      @Override
      public int length(int document) {
        return all.get(document).length;
      }

      @Override
      public void copy(int document, int offset, int[] into, int at, int count) {
        System.arraycopy(all.get(document), offset, into, at, count);
      }
    };
  }

  /** These documents of {@code all}, in this order. */
  static Documents select(Documents all, int[] chosen) {
    return new Documents() {
      @Override
      public int count() {
        return chosen.length;
      }

      @Override
      public int length(int document) {
        return all.length(chosen[document]);
      }

      @Override
      public void copy(int document, int offset, int[] into, int at, int count) {
        all.copy(chosen[document], offset, into, at, count);
      }
    };
  }

  /** The documents of all {@code parts}, one part after the other. */
  static Documents concatenated(List<? extends Documents> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Concatenation(List.copyOf(parts));
  }

  /** Several sources as one. */
  final class Concatenation implements Documents {
    private final List<Documents> parts;
    private final int[] starts;

    private Concatenation(List<Documents> parts) {
      this.parts = parts;
      starts = new int[parts.size() + 1];
      for (int i = 0; i < parts.size(); i++) {
        starts[i + 1] = Math.addExact(starts[i], parts.get(i).count());
      }
    }

    @Override
    public int count() {
      return starts[parts.size()];
    }

    @Override
    public int length(int document) {
      int part = part(document);
      return parts.get(part).length(document - starts[part]);
    }

    @Override
    public void copy(int document, int offset, int[] into, int at, int count) {
      int part = part(document);
      parts.get(part).copy(document - starts[part], offset, into, at, count);
    }

    private int part(int document) {
      int part = 0;
      while (document >= starts[part + 1]) {
        part++;
      }
      return part;
    }
  }
}
