package dev.foresight.scorer.results;

import dev.foresight.proto.Experiment;
import dev.foresight.proto.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Sends the results of an experiment to everyone who follows it: at once, and then whenever they
 * changed. Results are put together once for all followers of an experiment.
 */
@Component
@EnableConfigurationProperties(LiveSettings.class)
class LiveResults implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(LiveResults.class);
  private static final long NO_TIMEOUT = 0;
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final Results results;
  private final LiveSettings settings;
  private final Map<String, Audience> audiences = new ConcurrentHashMap<>();
  private @Nullable ScheduledExecutorService clock;

  LiveResults(Results results, LiveSettings settings) {
    this.results = results;
    this.settings = settings;
  }

  /**
   * A stream of an experiment's results.
   *
   * @throws UnknownIdException if there is none of that id
   */
  SseEmitter follow(String experimentId) {
    var now = results.experiment(experimentId);
    var follower = new SseEmitter(NO_TIMEOUT);
    var audience = audiences.computeIfAbsent(experimentId, id -> new Audience());
    Runnable leave = () -> audience.followers.remove(follower);
    follower.onCompletion(leave);
    follower.onTimeout(follower::complete);
    follower.onError(failure -> leave.run());
    audience.welcome(follower, now);
    return follower;
  }

  private void look() {
    for (var entry : audiences.entrySet()) {
      if (!entry.getValue().followers.isEmpty()) {
        var experiment = Experiment.newBuilder().setExperimentId(entry.getKey()).build();
        Subject.of(experiment).inLogs(() -> update(entry.getKey(), entry.getValue()));
      }
    }
  }

  private void update(String experimentId, Audience audience) {
    try {
      audience.update(results.experiment(experimentId));
    } catch (InvalidStateStoreException e) {
      log.debug("The stream hands its views over; the next look will see them", e);
    } catch (RuntimeException e) {
      // Thrown on, it would silently end the clock for everyone.
      log.error("Results of experiment {} could not be sent", experimentId, e);
    }
  }

  @Override
  public void start() {
    var ticks = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    long interval = settings.interval().toMillis();
    var unused =
        ticks.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
    clock = ticks;
  }

  /** Ends every stream, or the web server would wait for them. */
  @Override
  public void stop() {
    if (clock != null) {
      clock.shutdownNow();
      clock = null;
    }
    audiences.values().forEach(Audience::dismiss);
  }

  @Override
  public boolean isRunning() {
    return clock != null;
  }

  /** Those who follow one experiment. */
  private static final class Audience {
    private final List<SseEmitter> followers = new CopyOnWriteArrayList<>();
    private @Nullable ExperimentResults sent;
    private long sentAt;

    private synchronized void welcome(SseEmitter follower, ExperimentResults now) {
      followers.add(follower);
      send(follower, SseEmitter.event().name("results").data(now, MediaType.APPLICATION_JSON));
    }

    private synchronized void update(ExperimentResults now) {
      if (!now.equals(sent)) {
        sent = now;
        sendAll(() -> SseEmitter.event().name("results").data(now, MediaType.APPLICATION_JSON));
      } else if (System.nanoTime() - sentAt > HEARTBEAT_NANOS) {
        sendAll(() -> SseEmitter.event().comment("still here"));
      }
    }

    private void sendAll(Supplier<SseEmitter.SseEventBuilder> event) {
      sentAt = System.nanoTime();
      followers.forEach(follower -> send(follower, event.get()));
    }

    private void send(SseEmitter follower, SseEmitter.SseEventBuilder event) {
      try {
        follower.send(event);
      } catch (IOException | IllegalStateException gone) {
        followers.remove(follower);
      }
    }

    private void dismiss() {
      new ArrayList<>(followers).forEach(SseEmitter::complete);
    }
  }
}
