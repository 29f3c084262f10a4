package dev.foresight.standalone.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.sampler.decoding.Listener;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prints samples one after the other, though they are drawn together: the first as it grows, the
 * others when all are there. Text is UTF-8, whatever the locale.
 */
final class SamplePrinter implements Listener {
  private final Tokenizer tokenizer;
  private final PrintStream out;
  private final List<GrowingText> texts;
  private int printed;

  /** Prints nothing yet. */
  SamplePrinter(Tokenizer tokenizer, int samples, List<String> stops, PrintStream out) {
    this.tokenizer = tokenizer;
    this.out = out;
    texts = Stream.generate(() -> new GrowingText(stops)).limit(samples).toList();
  }

  @Override
  public synchronized void drawn(int temperature, int index, int token) {
    texts.get(index).append(tokenizer.bytes(token));
    if (index == 0) {
      String certain = texts.getFirst().certain();
      print(certain.substring(printed));
      printed = certain.length();
    }
  }

  /** All are there: prints the rest of the first, then the others. */
  synchronized void end() {
    print(texts.getFirst().end().substring(printed) + "\n");
    for (int i = 1; i < texts.size(); i++) {
      print("--- sample %d of %d%n%s%n".formatted(i + 1, texts.size(), texts.get(i).end()));
    }
  }

  private void print(String text) {
    out.writeBytes(text.getBytes(UTF_8));
    out.flush();
  }
}
