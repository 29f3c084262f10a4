package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;

/** The queries of one step over several batches, in the form that the script takes. */
final class Queries {
  private final int tokensPerRow;
  private final List<Span> spans = new ArrayList<>();
  private final List<TorchScript.Value> suffixes = new ArrayList<>();
  private final List<Long> feeds = new ArrayList<>();
  private final List<long[]> numbers = new ArrayList<>();
  private int count;

  /**
   * No queries yet.
   *
   * @param tokensPerRow queries that each row will have
   */
  Queries(int tokensPerRow) {
    this.tokensPerRow = tokensPerRow;
  }

  /** Queries of each row. */
  int tokensPerRow() {
    return tokensPerRow;
  }

  /** Queries in all. */
  int count() {
    return count;
  }

  /**
   * Adds the queries of a batch's rows.
   *
   * @param ids tokensPerRow numbers for each row
   * @param places each row's first query's place in its suffix
   */
  void add(Decoder.Batch batch, int[][] ids, int[] places) {
    int queries = ids.length * tokensPerRow;
    List<Decoder.Prefix> levels = batch.prefix().levels();
    for (int level = 0; level < levels.size(); level++) {
      addSpan(new Span(levels.get(level), level, count, queries));
    }
    suffixes.add(batch.cache());
    IntSummaryStatistics all = Arrays.stream(places).summaryStatistics();
    feeds.add((long) count);
    feeds.add((long) queries);
    feeds.add((long) all.getMax() + tokensPerRow);
    feeds.add(all.getMin() + 1L);
    for (int row = 0; row < ids.length; row++) {
      for (int i = 0; i < tokensPerRow; i++) {
        int place = places[row] + i;
        numbers.add(new long[] {ids[row][i], batch.prefix().length() + place, place});
      }
    }
    count += queries;
  }

  /** Ids, positions and places, int64 [3, N], zeros behind them up to whole row groups. */
  NDArray numbers(NDManager scope) {
    int padded = Math.ceilDiv(count, ModelScript.ROW_GROUP) * ModelScript.ROW_GROUP;
    long[] all = new long[3 * padded];
    for (int i = 0; i < count; i++) {
      for (int kind = 0; kind < 3; kind++) {
        all[kind * padded + i] = numbers.get(i)[kind];
      }
    }
    return scope.create(all, new Shape(3, padded));
  }

  /** The prefixes' caches, one for each span. */
  List<TorchScript.Value> prefixes() {
    return spans.stream().map(span -> span.prefix().cache()).toList();
  }

  /** First query, queries and level of each span. */
  long[] spans() {
    return spans.stream()
        .flatMapToLong(span -> Arrays.stream(new long[] {span.first, span.count, span.level}))
        .toArray();
  }

  /** The batches' caches. */
  List<TorchScript.Value> suffixes() {
    return suffixes;
  }

  /** First query, queries, most and fewest places attended to, of each batch. */
  long[] feeds() {
    return feeds.stream().mapToLong(n -> n).toArray();
  }

  /** Neighbours that share a prefix attend to it together. */
  private void addSpan(Span added) {
    for (int i = spans.size() - 1; i >= 0; i--) {
      Span span = spans.get(i);
      if (span.prefix == added.prefix && span.first + span.count == added.first) {
        spans.set(i, new Span(span.prefix, span.level, span.first, span.count + added.count));
        return;
      }
    }
    spans.add(added);
  }

  private record Span(Decoder.Prefix prefix, int level, int first, int count) {}
}
