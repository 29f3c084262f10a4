package dev.foresight.sampler.decoding;

import java.util.concurrent.atomic.LongAdder;

/** What the lanes of an engine count. */
final class Counters {
  final LongAdder tokens = new LongAdder();
  final LongAdder steps = new LongAdder();
  final LongAdder rows = new LongAdder();
  final LongAdder groupRows = new LongAdder();
  final LongAdder rowLimit = new LongAdder();
  final LongAdder attentionNanoseconds = new LongAdder();
  final LongAdder denseNanoseconds = new LongAdder();
  final LongAdder draftNanoseconds = new LongAdder();
  final LongAdder nucleusNanoseconds = new LongAdder();
  final LongAdder readNanoseconds = new LongAdder();
}
