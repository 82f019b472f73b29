package dev.spillway.gateway.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Counts the spans that are sent, and those that nobody took. */
record CountedExport(SpanExporter exporter, MeterRegistry registry) implements SpanExporter {

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    var sent = exporter.export(spans);
    sent.whenComplete(() -> count(sent.isSuccess() ? "sent" : "lost", spans.size()));
    return sent;
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }

  private void count(String outcome, int spans) {
    Counter.builder("spillway.spans")
        .description("Spans that were sent to the collector, by whether it took them")
        .tag("outcome", outcome)
        .register(registry)
        .increment(spans);
  }
}
