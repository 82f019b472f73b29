package dev.spillway.gateway.policy;

import dev.spillway.testkit.StoresResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** A gateway on real stores with a known admin key, which looks for changes often. */
public final class StoresProfile implements QuarkusTestProfile {
  public static final String ADMIN_KEY = "spw-admin-known-to-the-tests";

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "spillway.gateway.admin-key", ADMIN_KEY,
        "spillway.gateway.policy.poll-interval", "200ms",
        "spillway.gateway.policy.notice-interval", "200ms");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(StoresResource.class));
  }
}
