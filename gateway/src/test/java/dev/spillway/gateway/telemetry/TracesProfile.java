package dev.spillway.gateway.telemetry;

import dev.spillway.gateway.FixedPolicies;
import dev.spillway.testkit.Ports;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** A gateway that sends spans to where a test may listen. */
public final class TracesProfile implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "spillway.gateway.telemetry.otlp-endpoint",
        "http://127.0.0.1:" + Ports.free(),
        "spillway.gateway.telemetry.otlp-headers.x-collector-key",
        "known");
  }

  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(FixedPolicies.class);
  }
}
