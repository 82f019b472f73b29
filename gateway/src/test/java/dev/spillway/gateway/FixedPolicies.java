package dev.spillway.gateway;

import dev.spillway.gateway.policy.Policies;
import dev.spillway.gateway.policy.VersionedPolicy;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.TokenScorer;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One policy that no other test can change, in place of the live ones. */
@Singleton
@Alternative
public class FixedPolicies implements Policies {
  private static final VersionedPolicy AUTO =
      new VersionedPolicy(
          3,
          new Policy(
              "auto",
              List.of("demo-small", "demo-large"),
              new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of(0.8))),
          Instant.ofEpochSecond(1_700_000_000));

  @Override
  public Optional<VersionedPolicy> find(String name) {
    return name.equals("auto") ? Optional.of(AUTO) : Optional.empty();
  }

  @Override
  public List<VersionedPolicy> all() {
    return List.of(AUTO);
  }
}
