package dev.spillway.gateway.audit;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.StoresResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** A gateway that writes down at once who was not let in, and shuts nobody out for it. */
public final class AuditProfile implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "spillway.gateway.admin-key",
        StoresProfile.ADMIN_KEY,
        "spillway.gateway.admin-failures-per-minute",
        "0",
        "spillway.gateway.audit.shut-out-interval",
        "200ms");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(StoresResource.class));
  }
}
