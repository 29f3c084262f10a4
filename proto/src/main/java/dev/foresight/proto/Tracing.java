package dev.foresight.proto;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Traces of work on its way through Kafka: a span for each sending and each processing, named as
 * OpenTelemetry's conventions for messaging say, with the ids of its {@link Subject} as {@code
 * foresight.*}. A record carries the trace on in its headers, as W3C trace context; a message that
 * is read through a view carries it in a field. Where nothing traces no span begins; a trace that
 * came with a record is passed on.
 */
public final class Tracing {
  private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final String TRACEPARENT = "traceparent";

  private final Tracer tracer;

  /** Spans go where {@code telemetry} says. */
  public Tracing(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer("dev.foresight");
  }

  /** Traces nothing. */
  public static Tracing off() {
    return new Tracing(OpenTelemetry.noop());
  }

  /** Does what a record of {@code topic} with {@code headers} asks for, in the record's trace. */
  public <E extends Exception> void process(
      Topics topic, Headers headers, Message message, Subject.Work<E> work) throws E {
    var carried = W3C.extract(Context.root(), headers, HEADERS);
    run(span("process", SpanKind.CONSUMER, topic, message).setParent(carried), message, work);
  }

  /** Sends a record of {@code topic}, as part of what this thread does. */
  public <E extends Exception> void send(Topics topic, Message message, Subject.Work<E> work)
      throws E {
    run(span("send", SpanKind.PRODUCER, topic, message), message, work);
  }

  /** Sends a record of {@code topic}, in the trace that {@code traceparent} names. */
  public <E extends Exception> void send(
      Topics topic, Message message, String traceparent, Subject.Work<E> work) throws E {
    var named = W3C.extract(Context.root(), Map.of(TRACEPARENT, traceparent), FIELDS);
    run(span("send", SpanKind.PRODUCER, topic, message).setParent(named), message, work);
  }

  /** Sends {@code count} records of {@code topic} that are about what {@code message} is about. */
  public <E extends Exception> void send(
      Topics topic, int count, Message message, Subject.Work<E> work) throws E {
    var span = span("send", SpanKind.PRODUCER, topic, message);
    run(span.setAttribute("messaging.batch.message_count", count), message, work);
  }

  /** Writes what this thread does into {@code headers}. */
  public static void inject(Headers headers) {
    W3C.inject(
        Context.current(),
        headers,
        (record, name, value) -> record.remove(name).add(name, value.getBytes(UTF_8)));
  }

  /** What this thread does, as the field of a message; empty where nothing traces. */
  public static String traceparent() {
    var fields = new HashMap<String, String>();
    W3C.inject(Context.current(), fields, Map::put);
    return fields.getOrDefault(TRACEPARENT, "");
  }

  private SpanBuilder span(String operation, SpanKind kind, Topics topic, Message message) {
    var span =
        tracer
            .spanBuilder(operation + " " + topic.topic())
            .setSpanKind(kind)
            .setAttribute("messaging.system", "kafka")
            .setAttribute("messaging.destination.name", topic.topic())
            .setAttribute("messaging.operation.name", operation)
            .setAttribute("messaging.operation.type", operation);
    Subject.of(message).ids().forEach((name, id) -> span.setAttribute("foresight." + name, id));
    return span;
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private static <E extends Exception> void run(
      SpanBuilder begin, Message message, Subject.Work<E> work) throws E {
    var span = begin.startSpan();
    try (var current = span.makeCurrent()) {
      Subject.of(message).inLogs(work);
    } catch (Exception | Error e) {
      if (!(e instanceof InterruptedException)) {
        span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage())).recordException(e);
      }
      throw e;
    } finally {
      span.end();
    }
  }

  private static final TextMapGetter<Headers> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
          return Arrays.stream(headers.toArray()).map(Header::key).toList();
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String name) {
          Header header = headers == null ? null : headers.lastHeader(name);
          return header == null ? null : new String(header.value(), UTF_8);
        }
      };

  private static final TextMapGetter<Map<String, String>> FIELDS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> fields) {
          return fields.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> fields, String name) {
          return fields == null ? null : fields.get(name);
        }
      };
}
