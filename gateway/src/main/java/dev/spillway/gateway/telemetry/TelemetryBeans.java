package dev.spillway.gateway.telemetry;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.TelemetryConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes what sends spans, where an address is configured; else nothing of it is there.
 *
 * <p>Spans are sent in the background, in batches, and at most {@value #WAITING} wait for it:
 * further ones are dropped. A collector that is away or slow costs spans and nothing else; {@code
 * spillway_spans_total} counts what was sent and what was not taken.
 */
@Singleton
class TelemetryBeans {
  private static final int WAITING = 2_048;
  private static final int BATCH = 512;
  private static final Duration GATHER = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LAST = Duration.ofSeconds(3);
  private static final String TRACES = "/v1/traces";

  private volatile @Nullable SdkTracerProvider provider;

  @Produces
  @Singleton
  Spans spans(GatewayConfig config, MeterRegistry registry) {
    var telemetry = config.telemetry();
    return telemetry
        .otlpEndpoint()
        .map(endpoint -> spans(telemetry, address(endpoint), registry))
        .orElse(Spans.NONE);
  }

  /** What is waiting is sent, if that is soon done. */
  void onStop(@Observes ShutdownEvent event) {
    var made = provider;
    if (made != null) {
      made.shutdown().join(LAST.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private Spans spans(TelemetryConfig telemetry, URI address, MeterRegistry registry) {
    var exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(address.toString()).setTimeout(PATIENCE);
    telemetry.otlpHeaders().forEach(exporter::addHeader);
    var made =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault().toBuilder()
                    .put("service.name", telemetry.serviceName())
                    .build())
            .setSpanLimits(
                SpanLimits.builder().setMaxAttributeValueLength(TracedSpans.LONGEST).build())
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(sample(telemetry))))
            .addSpanProcessor(
                BatchSpanProcessor.builder(new CountedExport(exporter.build(), registry))
                    .setMaxQueueSize(WAITING)
                    .setMaxExportBatchSize(BATCH)
                    .setScheduleDelay(GATHER)
                    .build())
            .build();
    provider = made;
    return new TracedSpans(made.get("dev.spillway.gateway"), telemetry.text());
  }

  private static double sample(TelemetryConfig telemetry) {
    double share = telemetry.sample();
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "spillway.gateway.telemetry.sample must be a number from 0 to 1");
    }
    return share;
  }

  /** The address of spans at a collector whose own address this is, or this. */
  static URI address(String endpoint) {
    var address =
        Optional.of(URI.create(endpoint.strip()))
            .filter(uri -> "http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
            .filter(uri -> uri.getHost() != null)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "spillway.gateway.telemetry.otlp-endpoint must be an address such as"
                            + " http://collector:4318"));
    var path = address.getPath() == null ? "" : address.getPath();
    return path.endsWith(TRACES)
        ? address
        : address.resolve(path.endsWith("/") ? path + TRACES.substring(1) : path + TRACES);
  }
}
