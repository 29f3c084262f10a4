package dev.foresight.sampler.worker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ComputeDevice;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.sampler.decoding.LoadedModel;
import dev.foresight.sampler.decoding.Speculation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadedModelsTest {
  private static final Map<String, CheckpointPublished> checkpoints = new HashMap<>();
  private static long one;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger loads = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  @BeforeAll
  static void write(@TempDir Path folder) throws Exception {
    var tokenizer = BpeTrainer.train(List.of("three little models"), 300);
    var shape = new ModelShape(tokenizer.vocabularySize(), 16, 2, 2, 16, 32, 1);
    one = LoadedModel.bytes(shape, Precision.FLOAT32);
    for (String id : List.of("a", "b", "c")) {
      try (var model = Transformer.initialize(shape, Precision.FLOAT32, id.hashCode())) {
        checkpoints.put(
            id,
            CheckpointPublished.newBuilder()
                .setCheckpointId(id)
                .setLocation(folder.resolve(id).toString())
                .putAllSha256(Checkpoint.write(folder.resolve(id), model, tokenizer))
                .build());
      }
    }
    var sized = new LoadedModels(LoadedModel::folder, 2 * one, ComputeDevice.CPU, Speculation.OFF);
    try (sized;
        var lease = sized.lease(checkpoint("a"), "float32")) {
      assertThat(lease.model().bytes()).isLessThanOrEqualTo(one);
      one = lease.model().bytes();
    }
  }

  @AfterEach
  void stop() {
    gate.countDown();
    threads.shutdownNow();
  }

  @Test
  void severalTasksShareAModelThatIsLoadedOnce() throws Exception {
    try (var models = models(3)) {
      Future<LoadedModels.Lease> first = slowly(models, "a");
      Future<LoadedModels.Lease> second = slowly(models, "a");
      gate.countDown();
      assertThat(first.get().model()).isSameAs(second.get().model());
      assertThat(loads).hasValue(1);
      first.get().close();
      second.get().close();
      assertThat(models.bytes()).isEqualTo(one);
    }
  }

  @Test
  void loadingOneModelDoesNotHoldUpTasksOfAnother() throws Exception {
    try (var models = models(3)) {
      models.lease(checkpoint("b"), "float32").close();
      Future<LoadedModels.Lease> slow = slowly(models, "a");
      models.lease(checkpoint("b"), "float32").close();
      assertThat(slow.isDone()).isFalse();
      gate.countDown();
      slow.get().close();
    }
  }

  @Test
  void theLongestUnusedIsClosedWhereThereIsNoRoom() throws Exception {
    try (var models = models(2)) {
      for (String id : List.of("a", "b", "a", "c", "a", "b")) {
        models.lease(checkpoint(id), "float32").close();
        assertThat(models.bytes()).isLessThanOrEqualTo(2 * one);
      }
      assertThat(loads).hasValue(4); // a, b, c instead of b, b again
    }
  }

  @Test
  void aFurtherModelWaitsForRoomAndLaterTasksBehindIt() throws Exception {
    try (var models = models(1)) {
      var used = models.lease(checkpoint("a"), "float32");
      Future<LoadedModels.Lease> waiting =
          threads.submit(() -> models.lease(checkpoint("b"), "float32"));
      assertThatThrownBy(() -> waiting.get(100, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      Future<LoadedModels.Lease> later =
          threads.submit(() -> models.lease(checkpoint("a"), "float32"));
      assertThatThrownBy(() -> later.get(100, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      used.close();
      waiting.get().close();
      later.get().close();
      assertThat(models.bytes()).isEqualTo(one);
    }
  }

  @Test
  void aModelLargerThanAllTheRoomIsRefused() {
    try (var models =
        new LoadedModels(LoadedModel::folder, 1000, ComputeDevice.CPU, Speculation.OFF)) {
      assertThatThrownBy(() -> models.lease(checkpoint("a"), "float32"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("foresight.sampler.worker.models allows 1000");
    }
  }

  @Test
  void aFailedLoadLeavesNothingAndHoldsNobodyUp() throws Exception {
    var damaged =
        checkpoint("a").toBuilder()
            .setCheckpointId("damaged")
            .putSha256("model.safetensors", "0".repeat(64))
            .build();
    try (var models = models(1)) {
      for (int time = 0; time < 2; time++) {
        assertThatThrownBy(() -> models.lease(damaged, "float32"))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("model.safetensors");
      }
      assertThat(models.bytes()).isZero();
      models.lease(checkpoint("b"), "float32").close();
    }
  }

  @Test
  void anInterruptEndsTheWaiting() throws Exception {
    try (var models = models(1)) {
      var used = models.lease(checkpoint("a"), "float32");
      Future<LoadedModels.Lease> waiting =
          threads.submit(() -> models.lease(checkpoint("b"), "float32"));
      Thread.sleep(50);
      waiting.cancel(true);
      models.lease(checkpoint("a"), "float32").close();
      used.close();
      models.lease(checkpoint("b"), "float32").close();
    }
  }

  /** Room for so many models, whose loads are counted. */
  private LoadedModels models(int room) {
    return new LoadedModels(
        location -> {
          loads.incrementAndGet();
          if (location.startsWith("slow:")) {
            await();
          }
          assertThat(Files.exists(Path.of(location.replace("slow:", "")))).isTrue();
          return Path.of(location.replace("slow:", ""));
        },
        room * one + 1000,
        ComputeDevice.CPU,
        Speculation.OFF);
  }

  private void await() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Future<LoadedModels.Lease> slowly(LoadedModels models, String id) throws Exception {
    var slow = checkpoint(id).toBuilder().setLocation("slow:" + checkpoint(id).getLocation());
    Future<LoadedModels.Lease> lease = threads.submit(() -> models.lease(slow.build(), "float32"));
    while (loads.get() == 0) {
      Thread.sleep(1);
    }
    return lease;
  }

  private static CheckpointPublished checkpoint(String id) {
    return requireNonNull(checkpoints.get(id));
  }
}
