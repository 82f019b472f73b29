package dev.spillway.gateway;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** A gateway whose policy {@code auto} no other test can change, and that reads 8 MB at once. */
public final class StubbedGateway implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "spillway.gateway.limits.body-size", "3M", "spillway.gateway.limits.bodies-size", "8M");
  }

  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(FixedPolicies.class);
  }
}
