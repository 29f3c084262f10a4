package dev.foresight.sampler.decoding;

import static dev.foresight.sampler.decoding.SmallModels.CACHE;
import static dev.foresight.sampler.decoding.SmallModels.engine;
import static dev.foresight.sampler.decoding.SmallModels.random;
import static dev.foresight.sampler.decoding.SmallModels.task;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.Execution;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.proto.SamplingTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that come and go, and fail, while others are decoded. */
@Timeout(60)
class ContinuousDecodingTest {
  private static final Execution BFLOAT16 = Execution.of(Precision.BFLOAT16);
  private static final LoadedModel model = random(Precision.BFLOAT16, 128);
  private static final LoadedModel another = random(Precision.FLOAT32, 128, 6);
  private static final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterAll
  static void close() {
    threads.shutdownNow();
    model.close();
    another.close();
  }

  @Test
  void tasksOfTwoModelsThatOverlapDrawWhatTheyDrawAlone() throws Exception {
    var tasks = new ArrayList<SamplingTask>();
    for (int problem = 0; problem < 8; problem++) {
      tasks.add(
          task(problem, 5 + 4 * problem).toBuilder()
              .setProblem(problem)
              .setPrompt(SmallModels.PROMPT + " ".repeat(problem) + "so")
              .setMaxNewTokens(5 + 9 * problem)
              .build());
    }
    var expected = new HashMap<>();
    try (var alone = engine(1, 512, CACHE, Speculation.OFF)) {
      for (var task : tasks) {
        expected.put(task, Drawn.by(alone, of(task), task));
      }
    }
    try (var engine = engine(2, 96, CACHE, Speculation.OFF)) {
      var running = new HashMap<SamplingTask, Future<?>>();
      for (var task : tasks) {
        running.put(task, submit(() -> Drawn.by(engine, of(task), task)));
        Thread.sleep(10);
      }
      for (var task : tasks) {
        assertThat(requireNonNull(running.get(task)).get()).isEqualTo(expected.get(task));
      }
      var figures = engine.figures();
      assertThat(figures.openTasks() + figures.presentRows() + figures.waitingRows()).isZero();
      assertThat(figures.cacheBytes()).isZero();
      assertThat(figures.rows()).isLessThanOrEqualTo(figures.rowLimit());
      assertThat(figures.attentionNanoseconds()).isBetween(1L, figures.modelNanoseconds() - 1);
    }
  }

  private static LoadedModel of(SamplingTask task) {
    return task.getProblem() % 2 == 0 ? model : another;
  }

  @Test
  void moreRowsThanThePoolHoldsWaitTheirTurn() throws Exception {
    var task = task(0, 60);
    long row = model.decoder().bytesPerRow(OpenTask.mostFed(task));
    try (var wide = engine();
        var engine = engine(2, 512, 100 * row, Speculation.OFF)) {
      var most = new AtomicLong();
      var watching =
          new Listener() {
            @Override
            public void stepped(int tokens) {
              most.accumulateAndGet(engine.figures().cacheBytes(), Math::max);
            }
          };
      var samples = Drawn.byId(engine.decode(model, task, () -> true, watching));
      assertThat(samples).hasSize(240).isEqualTo(Drawn.by(wide, model, task));
      assertThat(most.get()).isBetween(1L, 75 * row);
    }
  }

  @Test
  void promptsThatHaveNoRoomTogetherWaitTheirTurn() throws Exception {
    long prompt = prompt(task(0, 1)).bytes();
    var expected = new ArrayList<>();
    var running = new ArrayList<Future<?>>();
    var most = new AtomicLong();
    try (var wide = engine();
        var engine = engine(2, 512, 4 * (prompt + 1), Speculation.OFF)) {
      var watching =
          new Listener() {
            @Override
            public void stepped(int tokens) {
              most.accumulateAndGet(engine.figures().rootBytes(), Math::max);
            }
          };
      for (int problem = 0; problem < 6; problem++) {
        var task = // of one root, of others, of none
            task(0, 2).toBuilder().setProblem(problem).setSharedTokens(problem % 4).build();
        expected.add(Drawn.by(wide, model, task));
        running.add(submit(() -> Drawn.byId(engine.decode(model, task, () -> true, watching))));
      }
      for (int problem = 0; problem < 6; problem++) {
        assertThat((Object) running.get(problem).get()).isEqualTo(expected.get(problem));
      }
    }
    assertThat(most.get()).isBetween(1L, prompt + 1);
  }

  @Test
  void aPromptThatCanNeverFitIsRefused() {
    try (var engine = engine(1, 512, 4 * (prompt(task(0, 1)).bytes() - 1), Speculation.OFF)) {
      assertThatThrownBy(() -> Drawn.by(engine, model, task(0, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("its prompt needs");
    }
  }

  private static Roots.Prompt prompt(SamplingTask task) {
    int[] tokens = model.tokenizer().prompt(task.getPrompt());
    return Roots.Prompt.of(model, tokens, task.getSharedTokens());
  }

  @Test
  void aSampleThatCanNeverFitThePoolIsRefused() {
    long row = model.decoder().bytesPerRow(OpenTask.mostFed(task(0, 1)));
    try (var engine = engine(1, 512, row, Speculation.OFF)) {
      assertThatThrownBy(() -> Drawn.by(engine, model, task(0, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("one sample of 40 tokens needs");
    }
  }

  @Test
  void tasksEnterInTheOrderTheyCame() throws Exception {
    var order = new ArrayList<Integer>();
    try (var engine = engine(1, 32, CACHE, Speculation.OFF)) {
      var running = new ArrayList<Future<?>>();
      for (int problem = 0; problem < 4; problem++) {
        var task = task(0, 12).toBuilder().setProblem(problem).build();
        var first = new AtomicBoolean(true);
        var listener =
            new Listener() {
              @Override
              public void stepped(int tokens) {
                if (first.getAndSet(false)) {
                  order.add(task.getProblem());
                }
              }
            };
        running.add(submit(() -> engine.decode(model, task, () -> true, listener)));
        awaitTasks(engine, problem + 1);
      }
      for (var each : running) {
        each.get();
      }
    }
    assertThat(order).containsExactly(0, 1, 2, 3);
  }

  @Test
  void whatIsNoLongerWantedEndsWithinItsStepsAndOthersGoOn() throws Exception {
    try (var engine = engine()) {
      assertThat(engine.decode(model, task(0, 10), () -> false, Listener.NONE)).isEmpty();
      var steps = new AtomicInteger();
      var wanted = new AtomicBoolean(true);
      var listener =
          new Listener() {
            @Override
            public void stepped(int tokens) {
              wanted.set(steps.incrementAndGet() < 3);
              sleep();
            }
          };
      var other = submit(() -> Drawn.by(engine, another, task(0, 20)));
      assertThat(engine.decode(model, task(0, 200), wanted::get, listener)).isEmpty();
      assertThat(steps.get()).isLessThan(30);
      assertThat(other.get()).hasSize(80);
      assertThat(engine.figures().cacheBytes()).isZero();
    }
  }

  @Test
  void anInterruptEndsTheWork() throws Exception {
    try (var engine = engine()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> Drawn.by(engine, model, task(0, 10)))
          .isInstanceOf(InterruptedException.class);
      var caller = Thread.currentThread();
      var interrupting =
          new Listener() {
            @Override
            public void stepped(int tokens) {
              caller.interrupt();
            }
          };
      assertThatThrownBy(() -> engine.decode(model, task(0, 10), () -> true, interrupting))
          .isInstanceOf(InterruptedException.class);
      Thread.interrupted(); // a later step may have done it again
      assertThat(engine.figures().openTasks()).isZero();
      assertThat(Drawn.by(engine, model, task(0, 10))).hasSize(40);
    }
  }

  @Test
  void aStepThatFailsEndsTheTasksOfItsModelAndNoOther() throws Exception {
    var failing = new AtomicBoolean(true);
    Lane.Forward forward =
        (decoder, feeds, times) -> {
          if (decoder == model.decoder() && failing.get()) {
            throw new IllegalStateException("the step is poison");
          }
          return decoder.step(feeds);
        };
    try (var engine = new Engine(new Engine.Settings(CACHE, 2, 512, Speculation.OFF), forward)) {
      var other = submit(() -> Drawn.by(engine, another, task(0, 50)));
      var poisoned = submit(() -> Drawn.by(engine, model, task(0, 50)));
      assertThatThrownBy(poisoned::get)
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("the step is poison");
      assertThat(other.get()).hasSize(200);
      failing.set(false);
      assertThat(Drawn.by(engine, model, task(0, 50))).hasSize(200);
      assertThat(engine.figures().cacheBytes()).isZero();
    }
  }

  @Test
  void aModelWhoseLogitsAreNoNumbersFailsWithThatReason(@TempDir Path folder) throws Exception {
    try (var broken = LoadedModel.open(withoutNumbers(folder), BFLOAT16, Speculation.OFF);
        var engine = engine()) {
      assertThatThrownBy(() -> Drawn.by(engine, broken, task(0, 5)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("probabilities are not numbers");
      assertThat(Drawn.by(engine, model, task(0, 5))).hasSize(20);
    }
  }

  private static Checkpoint withoutNumbers(Path folder) throws Exception {
    var shape = new ModelShape(SmallModels.TOKENIZER.vocabularySize(), 32, 3, 2, 64, 96, 1);
    try (var transformer = Transformer.initialize(shape, Precision.FLOAT32, 1)) {
      Checkpoint.write(folder.resolve("model"), transformer, SmallModels.TOKENIZER);
    }
    var weights = folder.resolve("model").resolve(Checkpoint.MODEL);
    byte[] bytes = Files.readAllBytes(weights);
    Arrays.fill(bytes, bytes.length - 4, bytes.length, (byte) 0xFF);
    Files.write(weights, bytes);
    return Checkpoint.examine(folder.resolve("model"));
  }

  @Test
  void aListenerThatThrowsFailsItsTaskAlone() throws Exception {
    var throwing =
        new Listener() {
          @Override
          public void stepped(int tokens) {
            throw new IllegalStateException("not now");
          }
        };
    try (var engine = engine()) {
      var other = submit(() -> Drawn.by(engine, model, task(0, 50)));
      assertThatThrownBy(() -> engine.decode(model, task(0, 50), () -> true, throwing))
          .hasMessageContaining("not now");
      assertThat(other.get()).hasSize(200);
    }
  }

  @Test
  void aDrainLetsTasksEndWhoseRowsAreAllDecodingAndHandsBackTheRest() throws Exception {
    try (var engine = engine(1, 40, CACHE, Speculation.OFF)) {
      var started = new CountDownLatch(1);
      var listener =
          new Listener() {
            @Override
            public void stepped(int tokens) {
              started.countDown();
              sleep();
            }
          };
      var near = submit(() -> Drawn.byId(engine.decode(model, task(0, 8), () -> true, listener)));
      started.await();
      var far = submit(() -> Drawn.by(engine, model, task(0, 100)));
      awaitTasks(engine, 2);
      assertThat(engine.drain(Duration.ofSeconds(30))).isTrue();
      assertThat(near.get()).hasSize(32);
      assertThatThrownBy(far::get).hasCauseInstanceOf(InterruptedException.class);
      assertThatThrownBy(() -> Drawn.by(engine, model, task(0, 1)))
          .isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void closingHandsBackWhatIsInWork() throws Exception {
    var engine = engine();
    var started = new CountDownLatch(1);
    var listener =
        new Listener() {
          @Override
          public void stepped(int tokens) {
            started.countDown();
            sleep();
          }
        };
    var running = submit(() -> engine.decode(model, task(0, 100), () -> true, listener));
    started.await();
    engine.close();
    assertThatThrownBy(running::get).hasCauseInstanceOf(InterruptedException.class);
  }

  private static <T> Future<T> submit(Callable<T> work) {
    return threads.submit(work);
  }

  private static void awaitTasks(Engine engine, int count) throws InterruptedException {
    while (engine.figures().openTasks() < count) {
      Thread.sleep(1);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
