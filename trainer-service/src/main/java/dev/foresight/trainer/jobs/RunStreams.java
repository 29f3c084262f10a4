package dev.foresight.trainer.jobs;

import dev.foresight.proto.TrainingRun;
import dev.foresight.trainer.views.Views;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Follows runs for clients: an event at once and whenever the run's record changes, a comment when
 * nothing happened for a while, so that a client that is gone is noticed. A stream ends with its
 * run, its client or the trainer. Each has a virtual thread of its own that looks at the view,
 * which costs next to nothing.
 */
@Component
class RunStreams implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(RunStreams.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final long HEARTBEAT_NANOS = Duration.ofSeconds(15).toNanos();
  private static final long NO_TIMEOUT = 0;

  private final Views views;
  private volatile boolean running;

  RunStreams(Views views) {
    this.views = views;
  }

  /** The stream of the job {@code id}; empty if there is no such job. */
  Optional<SseEmitter> follow(String id) {
    if (!isKnown(id)) {
      return Optional.empty();
    }
    var client = new SseEmitter(NO_TIMEOUT);
    Thread.ofVirtual().name("run-events-" + id).start(() -> follow(id, client));
    return Optional.of(client);
  }

  private boolean isKnown(String id) {
    return views.run(id).isPresent()
        || views.experiments().stream().anyMatch(e -> e.getJobIdsList().contains(id));
  }

  private void follow(String id, SseEmitter client) {
    try {
      tell(id, client);
      client.complete();
    } catch (IOException | IllegalStateException e) {
      log.debug("the client that followed job {} is gone: {}", id, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String id, SseEmitter client) throws IOException, InterruptedException {
    TrainingRun run = views.run(id).orElse(TrainingRun.getDefaultInstance());
    send(id, run, client);
    long spoke = System.nanoTime();
    while (running && !RunEvent.isLast(run)) {
      Thread.sleep(LOOK_EVERY);
      TrainingRun now = views.run(id).orElse(run);
      if (!now.equals(run)) {
        run = now;
        send(id, run, client);
        spoke = System.nanoTime();
      } else if (System.nanoTime() - spoke > HEARTBEAT_NANOS) {
        client.send(SseEmitter.event().comment("still here"));
        spoke = System.nanoTime();
      }
    }
  }

  private static void send(String id, TrainingRun run, SseEmitter client) throws IOException {
    client.send(
        SseEmitter.event()
            .name("run")
            .id(run.getEpoch() + "-" + run.getUpdatedAtMillis())
            .data(RunEvent.of(id, run)));
  }

  @Override
  public void start() {
    running = true;
  }

  /** Before the server waits for its requests to end. */
  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
