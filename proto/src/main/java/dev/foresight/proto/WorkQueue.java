package dev.foresight.proto;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tasks from a share group, one at a time, and keeps each for as long as it takes.
 *
 * <p>While a task runs its lock is renewed; a renewed record is handed out again by the next poll,
 * and that is the heartbeat. A task that is done is accepted. One that throws is published anew
 * with its number of failures, until that has reached {@code tries}. Then, or if it does not parse,
 * or was delivered more often than {@code deliveryLimit}, it is written to {@link
 * Topics#DEAD_LETTERS} and rejected, never dropped in silence. When the queue is closed an
 * unfinished task is published anew (a release would count as a delivery); when its process dies
 * the broker hands it to another holder. So a task must be repeatable.
 *
 * <pre>{@code
 * try (var queue = new WorkQueue<>(settings, worker, consumerProperties, producer, Tracing.off(), Clock.systemUTC())) {
 *   queue.start();
 * }
 * }</pre>
 */
public final class WorkQueue<T extends Message> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WorkQueue.class);
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /**
   * What the broker refuses is asked for again after this long: an ACL that is missing may come.
   */
  private static final Duration REFUSED_FOR = Duration.ofSeconds(10);

  private static final byte[] NOTHING = {};

  /** Tries of a task that ended with an error, in decimal; none means 0. */
  private static final String FAILURES = "foresight-failures";

  /** What a task asks for. Runs on a thread of the queue's own; an interrupt asks it to stop. */
  @FunctionalInterface
  public interface Worker<T extends Message> {
    /**
     * Does all of {@code task}, its results sent and acknowledged, or throws.
     *
     * @param delivery 1 for the first delivery, more after a holder gave up or died
     * @throws InterruptedException to hand the task back: it is published anew
     * @throws HopelessException to give the task up for good, with the reason as its message
     * @throws Exception to end this try, with the reason as its message; there are others while
     *     {@link Settings#tries} allow
     */
    void work(T task, int delivery) throws Exception;

    /**
     * Told of every try that ended with an error, before there is another, and of too many
     * deliveries. Must be repeatable and not throw.
     */
    default void failed(T task, Failure failure) {}
  }

  /**
   * A try that ended with an error.
   *
   * @param reason in one sentence for a person
   * @param failures tries that ended so, this one included; those that ended with their process are
   *     not among them
   * @param last whether the task ends as a dead letter now
   */
  public record Failure(String reason, int failures, boolean last) {}

  /**
   * Which queue is read, and how.
   *
   * @param topic a work queue
   * @param group the share group
   * @param renewal how often a running task's lock is renewed; well below the group's lock time
   * @param deliveryLimit deliveries after which a task counts as poison; below the broker's limit
   *     (5)
   * @param tries how often a task may end with an error before it is given up, at least 1
   * @param pause after a failure, before the next try
   * @param service the name written into dead letters
   */
  public record Settings(
      Topics topic,
      String group,
      Duration renewal,
      int deliveryLimit,
      int tries,
      Duration pause,
      String service) {

    /** Settings under which the first error gives a task up. */
    public Settings(
        Topics topic, String group, Duration renewal, int deliveryLimit, String service) {
      this(topic, group, renewal, deliveryLimit, 1, Duration.ZERO, service);
    }
  }

  private final Settings settings;
  private final ProtobufSerde<T> serde;
  private final Worker<T> worker;
  private final KafkaShareConsumer<byte[], byte[]> consumer;
  private final Producer<String, Message> producer;
  private final Tracing tracing;
  private final Clock clock;
  private final ExecutorService work;
  private final Thread loop;
  private volatile boolean closing;
  private @Nullable Held<T> held;

  /**
   * A queue that is not reading yet.
   *
   * @param type the default instance of the task's message
   * @param consumerProperties at least {@code bootstrap.servers}
   * @param producer where dead letters go; not closed here
   * @param tracing where work on a task is a span of the trace that its record carries
   */
  public WorkQueue(
      Settings settings,
      T type,
      Worker<T> worker,
      Map<String, Object> consumerProperties,
      Producer<String, Message> producer,
      Tracing tracing,
      Clock clock) {
    this.settings = settings;
    this.serde = ProtobufSerde.of(type);
    this.worker = worker;
    this.producer = producer;
    this.tracing = tracing;
    this.clock = clock;
    this.consumer = new KafkaShareConsumer<>(shareProperties(consumerProperties));
    String name = settings.service + "-" + settings.topic.topic();
    this.work =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name + "-work").factory());
    this.loop = Thread.ofPlatform().name(name + "-queue").unstarted(this::run);
  }

  private Map<String, Object> shareProperties(Map<String, Object> given) {
    var properties = new HashMap<>(given);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group);
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put("share.acknowledgement.mode", "explicit");
    properties.put("share.acquire.mode", "record_limit");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    properties
        .keySet()
        .removeAll(
            Set.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG));
    return properties;
  }

  /** Starts reading. */
  public void start() {
    loop.start();
  }

  /**
   * Stops reading, publishes the running task anew for another holder and asks it to stop; waits at
   * most {@code grace} for each of the two.
   */
  public void close(Duration grace) {
    closing = true;
    try {
      if (loop.join(grace)) {
        work.shutdown();
      } else {
        log.warn("a task was not handed back within {}; its lock ends by itself", grace);
        work.shutdownNow();
      }
      if (!work.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("a task did not stop within {}", grace);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      work.shutdownNow();
    }
  }

  /** As {@link #close(Duration)} with ten seconds. */
  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(settings.topic.topic()));
      while (!closing) {
        try {
          subject().inLogs(this::turn);
        } catch (InterruptedException e) {
          closing = true;
        } catch (AuthorizationException e) {
          log.error(
              "{}: {}; asking again in {} s",
              settings.topic.topic(),
              e.getMessage(),
              REFUSED_FOR.toSeconds());
          lost();
          pause(REFUSED_FOR);
        } catch (KafkaException e) {
          // The broker hands the record out again, to this holder or another; see take.
          log.warn("{}: {}; reading on", settings.topic.topic(), e.getMessage());
          lost();
        }
      }
      subject().inLogs(this::release);
    }
  }

  /** Ends early when this is closed. */
  private void pause(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    try {
      while (!closing && System.nanoTime() < end) {
        Thread.sleep(PATIENCE);
      }
    } catch (InterruptedException e) {
      closing = true;
    }
  }

  private Subject subject() {
    return held == null ? new Subject(Map.of()) : Subject.of(held.task);
  }

  private void turn() throws InterruptedException {
    if (held == null || held.record == null) {
      for (var record : consumer.poll(PATIENCE)) {
        take(record);
      }
    } else if (held.ended(PATIENCE)) {
      settle(held, held.record);
      held = null;
    } else if (System.nanoTime() - held.since > settings.renewal.toNanos()) {
      acknowledge(held.record, AcknowledgeType.RENEW);
      held.record = null;
    }
  }

  /** A record that is presented again goes on; any other says that what was held is lost. */
  private void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    if (held != null && held.is(record)) {
      held.present(record);
      return;
    }
    if (held != null) {
      log.warn("{}: another holder has the task now; stopping it here", settings.topic.topic());
      held.running.cancel(true);
      held = null;
    }
    try {
      T task = serde.parse(Objects.requireNonNullElse(record.value(), NOTHING));
      int delivery = record.deliveryCount().map(Short::intValue).orElse(1);
      if (delivery > settings.deliveryLimit) {
        String reason = "no end after " + settings.deliveryLimit + " deliveries";
        var failure = new Failure(reason, failures(record), true);
        Subject.of(task).inLogs(() -> worker.failed(task, failure));
        bury(record, reason);
      } else {
        held = new Held<>(record, task, start(task, delivery, record));
      }
    } catch (SerializationException e) {
      bury(record, reason(e));
    }
  }

  private Future<?> start(T task, int delivery, ConsumerRecord<byte[], byte[]> record) {
    return work.submit(
        () -> {
          try {
            tracing.process(
                settings.topic,
                record.headers(),
                task,
                () -> attempt(task, delivery, failures(record)));
          } catch (FailedTry e) {
            pauseAfter(e.failure);
            throw e;
          }
          return null;
        });
  }

  private void attempt(T task, int delivery, int failuresBefore) throws Exception {
    log.debug("{}: begun, delivery {}", settings.topic.topic(), delivery);
    try {
      worker.work(task, delivery);
      log.debug("{}: done", settings.topic.topic());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      boolean last = e instanceof HopelessException || failuresBefore + 1 >= settings.tries;
      var failure = new Failure(reason(e), failuresBefore + 1, last);
      log.warn("{}: try {} failed", settings.topic.topic(), failure.failures, e);
      worker.failed(task, failure);
      throw new FailedTry(failure, e);
    }
  }

  private void pauseAfter(Failure failure) {
    try {
      if (!failure.last) {
        Thread.sleep(settings.pause);
      }
    } catch (InterruptedException e) {
      // The pause ends early: the task is published anew as it would be behind it.
    }
  }

  /** Tells the loop how a try ended. */
  private static final class FailedTry extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    FailedTry(Failure failure, Exception cause) {
      super(failure.reason, cause);
      this.failure = failure;
    }
  }

  private void settle(Held<T> ended, ConsumerRecord<byte[], byte[]> record)
      throws InterruptedException {
    try {
      ended.running.get();
      acknowledge(record, AcknowledgeType.ACCEPT);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedException) {
        handBack(ended.task, record, failures(record));
      } else if (e.getCause() instanceof FailedTry end && !end.failure.last) {
        handBack(ended.task, record, end.failure.failures);
      } else if (e.getCause() instanceof FailedTry end) {
        bury(record, end.failure.reason);
      } else {
        log.error("{}: task failed", settings.topic.topic(), e.getCause());
        worker.failed(ended.task, new Failure(reason(e.getCause()), failures(record) + 1, true));
        bury(record, reason(e.getCause()));
      }
    }
  }

  private static int failures(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(FAILURES);
    try {
      return header == null ? 0 : Integer.parseInt(new String(header.value(), UTF_8));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Publishes the task anew and accepts this delivery of it. */
  private void handBack(T task, ConsumerRecord<byte[], byte[]> record, int failures)
      throws InterruptedException {
    String key = text(record.key());
    var again =
        new ProducerRecord<String, Message>(record.topic(), null, key, task, record.headers());
    again.headers().remove(FAILURES);
    if (failures > 0) {
      again.headers().add(FAILURES, Integer.toString(failures).getBytes(UTF_8));
    }
    send(again);
    acknowledge(record, AcknowledgeType.ACCEPT);
  }

  private static String text(byte @Nullable [] key) {
    return new String(Objects.requireNonNullElse(key, NOTHING), UTF_8);
  }

  private void send(ProducerRecord<String, Message> record) throws InterruptedException {
    try {
      producer.send(record).get();
    } catch (ExecutionException e) {
      throw new KafkaException("a record for " + record.topic() + " was not written", e.getCause());
    }
  }

  private void lost() {
    if (held != null) {
      held.record = null;
    }
  }

  /** On the way out: what has ended is said, what still runs is asked to stop, and is another's. */
  private void release() {
    var last = held;
    if (last == null) {
      return;
    }
    boolean ended = last.running.isDone();
    last.running.cancel(true);
    if (last.record != null && last.isFresh(settings.renewal.multipliedBy(2))) {
      try {
        if (ended) {
          settle(last, last.record);
        } else {
          handBack(last.task, last.record, failures(last.record));
        }
      } catch (KafkaException | InterruptedException e) {
        log.info("a task was not handed back; it is delivered again when its lock ends");
      }
    }
  }

  /**
   * The task in hand. {@code record} is null between a renewal and the poll that presents it again,
   * and after its lock was lost.
   */
  private static final class Held<T> {
    private final int partition;
    private final long offset;
    private final T task;
    private final Future<?> running;
    private @Nullable ConsumerRecord<byte[], byte[]> record;
    private long since;

    Held(ConsumerRecord<byte[], byte[]> record, T task, Future<?> running) {
      this.partition = record.partition();
      this.offset = record.offset();
      this.task = task;
      this.running = running;
      this.record = record;
      this.since = System.nanoTime();
    }

    void present(ConsumerRecord<byte[], byte[]> again) {
      record = again;
      since = System.nanoTime();
    }

    boolean is(ConsumerRecord<byte[], byte[]> other) {
      return partition == other.partition() && offset == other.offset();
    }

    /** False after a pause of this process: the lock may be lost, and the task another's. */
    boolean isFresh(Duration most) {
      return System.nanoTime() - since < most.toNanos();
    }

    /** Waits for the end of the task, at most {@code patience}. */
    boolean ended(Duration patience) throws InterruptedException {
      try {
        running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return false;
      } catch (ExecutionException e) {
        return true;
      }
      return true;
    }
  }

  private static String reason(@Nullable Throwable cause) {
    return cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
  }

  private void acknowledge(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
    consumer.acknowledge(record, type);
    for (var failure : consumer.commitSync().values()) {
      if (failure.isPresent()) {
        throw failure.get();
      }
    }
  }

  /** Writes the dead letter, then rejects the record. */
  private void bury(ConsumerRecord<byte[], byte[]> record, String reason)
      throws InterruptedException {
    byte[] key = Objects.requireNonNullElse(record.key(), NOTHING);
    var letter =
        DeadLetter.newBuilder()
            .setTopic(record.topic())
            .setPartition(record.partition())
            .setOffset(record.offset())
            .setKey(ByteString.copyFrom(key))
            .setValue(ByteString.copyFrom(Objects.requireNonNullElse(record.value(), NOTHING)))
            .setReason(reason)
            .setService(settings.service)
            .setWrittenAtMillis(clock.millis());
    record.headers().forEach(h -> letter.putHeaders(h.key(), ByteString.copyFrom(h.value())));
    String deadKey = record.topic() + "/" + text(record.key());
    String topic = Topics.DEAD_LETTERS.topic();
    send(new ProducerRecord<>(topic, null, deadKey, letter.build(), record.headers()));
    acknowledge(record, AcknowledgeType.REJECT);
  }
}
