package dev.spillway.gateway.overload;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.gateway.upstream.EnginesResource;
import dev.spillway.testkit.StoresResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** A gateway in which 204 requests may wait for one model, with engines that are not ours. */
public final class OverloadProfile implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "spillway.gateway.admin-key", StoresProfile.ADMIN_KEY,
        "spillway.gateway.policy.notice-interval", "200ms",
        "spillway.gateway.queue.most", "204");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(
        new TestResourceEntry(StoresResource.class), new TestResourceEntry(EnginesResource.class));
  }
}
