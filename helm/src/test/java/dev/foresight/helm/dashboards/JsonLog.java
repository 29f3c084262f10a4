package dev.foresight.helm.dashboards;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the services of this process log, as Boot writes it where JSON is asked for. */
final class JsonLog {
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

  /** Keeps lines from now on. */
  static JsonLog start(Environment environment) {
    var log = new JsonLog();
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.putObject(Environment.class.getName(), environment);
    var encoder = new StructuredLogEncoder();
    encoder.setContext(context);
    encoder.setFormat("ecs");
    encoder.start();
    var appender = new OutputStreamAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(log.lines);
    appender.start();
    Logger ours = context.getLogger("dev.foresight");
    ours.setLevel(ch.qos.logback.classic.Level.INFO);
    ours.addAppender(appender);
    return log;
  }

  List<JsonNode> lines() {
    return lines
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> JsonMapper.shared().readTree(line))
        .toList();
  }
}
