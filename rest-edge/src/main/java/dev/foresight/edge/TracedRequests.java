package dev.foresight.edge;

import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * A trace is of work that someone asked for. So requests that change something have a span, and
 * those that only read, which pages, probes and Prometheus send all day, have none; nor have the
 * steps inside of Spring and the clocks of services.
 */
@AutoConfiguration(before = MicrometerTracingAutoConfiguration.class)
class TracedRequests {

  @Bean
  PropagatingReceiverTracingObservationHandler<ReceiverContext<?>> changes(
      Tracer tracer, Propagator propagator) {
    return new PropagatingReceiverTracingObservationHandler<>(tracer, propagator) {
      @Override
      public boolean supportsContext(Observation.Context context) {
        return context instanceof ReceiverContext<?> received
            && received.getCarrier() instanceof HttpServletRequest request
            && !Writes.none(request);
      }
    };
  }

  @Bean
  DefaultTracingObservationHandler others(Tracer tracer) {
    return new WithoutSpan(tracer);
  }
}
