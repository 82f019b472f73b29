package dev.spillway.gateway.quota;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.StoresResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** A gateway whose prompts are free, and each token of demo-small costs one millionth dollar. */
public final class QuotaProfile implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "spillway.gateway.admin-key", StoresProfile.ADMIN_KEY,
        "spillway.gateway.policy.notice-interval", "200ms",
        "spillway.gateway.quota.redis-timeout", "5s",
        "spillway.gateway.tiers.\"demo-small\".prompt-usd-per-million", "0",
        "spillway.gateway.tiers.\"demo-small\".completion-usd-per-million", "1",
        "spillway.gateway.tiers.\"demo-large\".prompt-usd-per-million", "1",
        "spillway.gateway.tiers.\"demo-large\".completion-usd-per-million", "10");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(StoresResource.class));
  }
}
