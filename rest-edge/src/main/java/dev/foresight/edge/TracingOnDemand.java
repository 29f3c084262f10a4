package dev.foresight.edge;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Leaves Boot's OpenTelemetry out unless spans have somewhere to go: else it would begin spans,
 * mark log lines and run a thread for nobody. Logs go to the console only.
 */
final class TracingOnDemand implements AutoConfigurationImportFilter, EnvironmentAware {
  private static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";
  private static final String ENABLED = "management.opentelemetry.enabled";
  private static final String LOGGING =
      "org.springframework.boot.opentelemetry.autoconfigure.logging.";
  private static final String OPENTELEMETRY = "org.springframework.boot.opentelemetry.";
  private static final String TRACING = "org.springframework.boot.micrometer.tracing.";

  private Environment environment = new StandardEnvironment();

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = environment;
  }

  @Override
  public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
    boolean wanted =
        !environment.getProperty(ENDPOINT, "").isEmpty()
            && environment.getProperty(ENABLED, Boolean.class, true);
    var matches = new boolean[configurations.length];
    for (int i = 0; i < matches.length; i++) {
      String name = configurations[i];
      matches[i] = name == null || (wanted && !name.startsWith(LOGGING)) || !isOfTracing(name);
    }
    return matches;
  }

  private static boolean isOfTracing(String name) {
    return name.startsWith(OPENTELEMETRY)
        || name.startsWith(TRACING)
        || name.equals(TracedRequests.class.getName());
  }
}
