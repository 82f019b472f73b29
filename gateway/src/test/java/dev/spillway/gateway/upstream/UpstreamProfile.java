package dev.spillway.gateway.upstream;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.StoresResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** A gateway in front of engines that are not ours, which it does not wait for long. */
public final class UpstreamProfile implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "spillway.gateway.admin-key", StoresProfile.ADMIN_KEY,
        "spillway.gateway.worker.first-event-timeout", "3s",
        "spillway.gateway.worker.idle-timeout", "3s");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(
        new TestResourceEntry(StoresResource.class), new TestResourceEntry(EnginesResource.class));
  }
}
