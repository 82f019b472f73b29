package dev.spillway.gateway.telemetry;

import dev.spillway.gateway.FixedPolicies;
import dev.spillway.testkit.Ports;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** A gateway whose operator wants to see all: texts in spans, and a line for each request. */
public final class SeenProfile implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "spillway.gateway.telemetry.otlp-endpoint",
            "http://127.0.0.1:" + Ports.free() + "/v1/traces",
        "spillway.gateway.telemetry.text", "true",
        "spillway.gateway.telemetry.access-log", "true");
  }

  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(FixedPolicies.class);
  }
}
