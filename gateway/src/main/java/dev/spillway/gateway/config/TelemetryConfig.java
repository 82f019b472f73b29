package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;

/** What is told of requests beside metrics. */
public interface TelemetryConfig {

  /**
   * Where spans are sent, as OpenTelemetry's protocol over HTTP, such as {@code
   * http://collector:4318}. {@code OTEL_EXPORTER_OTLP_ENDPOINT} says so, too. Absent: there are no
   * spans.
   */
  Optional<String> otlpEndpoint();

  /** Headers of that, such as a key. */
  Map<String, String> otlpHeaders();

  /** Share of requests with spans, where the client's trace does not say whether it is sampled. */
  @WithDefault("1.0")
  double sample();

  /** What these spans are of. */
  @WithDefault("spillway-gateway")
  String serviceName();

  /** Whether spans have what was asked and answered. */
  @WithDefault("false")
  boolean text();

  /** Whether there is a line in the log for each request under {@code /v1}. */
  @WithDefault("false")
  boolean accessLog();
}
