package dev.spillway.gateway.decision;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.StoresResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** A gateway that keeps texts, short ones only, and lets few decisions wait. */
public final class DecisionsProfile implements QuarkusTestProfile {
  static final int WAITING = 3;
  static final int TEXT = 1_024;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "spillway.gateway.admin-key",
        StoresProfile.ADMIN_KEY,
        "spillway.gateway.decisions.keep-text",
        "true",
        "spillway.gateway.decisions.text-size",
        Integer.toString(TEXT),
        "spillway.gateway.decisions.queue-size",
        Integer.toString(WAITING));
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(StoresResource.class));
  }
}
