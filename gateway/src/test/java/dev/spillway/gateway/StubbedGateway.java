package dev.spillway.gateway;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Set;

/** A gateway whose policy {@code auto} no other test can change. */
public final class StubbedGateway implements QuarkusTestProfile {
  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(FixedPolicies.class);
  }
}
