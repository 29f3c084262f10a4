package dev.foresight.edge;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;

/** Leaves the span at hand as it is, whatever is observed; metrics are taken by others. */
final class WithoutSpan extends DefaultTracingObservationHandler {
  WithoutSpan(Tracer tracer) {
    super(tracer);
  }

  @Override
  public void onStart(Observation.Context context) {
    getTracingContext(context); // metrics want one, if an empty one
  }

  @Override
  public void onScopeOpened(Observation.Context context) {}

  @Override
  public void onScopeClosed(Observation.Context context) {}

  @Override
  public void onEvent(Observation.Event event, Observation.Context context) {}

  @Override
  public void onError(Observation.Context context) {}

  @Override
  public void onStop(Observation.Context context) {}
}
