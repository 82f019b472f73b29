package dev.spillway.gateway;

import static java.util.Objects.requireNonNull;

import dev.spillway.gateway.policy.Policies;
import dev.spillway.gateway.policy.VersionedPolicy;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.policy.Similarity;
import dev.spillway.router.routing.CascadeRouter;
import dev.spillway.router.score.TokenScorer;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Policies that no other test can change, in place of the live ones. */
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

  /** By the demo pair's router; answers to similar questions will do. Is not listed. */
  private static final VersionedPolicy SIMILAR =
      new VersionedPolicy(
          1,
          new Policy(
              "similar",
              List.of("demo-small", "demo-large"),
              new Rule.Learned("demo-pair-2", router(), 0.00011),
              Conduct.PLAIN.with(new Similarity(0.8, 0.7))),
          Instant.ofEpochSecond(1_700_000_000));

  private static CascadeRouter router() {
    try (var in = Policies.class.getResourceAsStream("demo-pair-2.router")) {
      return CascadeRouter.read(requireNonNull(in).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<VersionedPolicy> find(String name) {
    return Stream.of(AUTO, SIMILAR).filter(each -> each.policy().name().equals(name)).findFirst();
  }

  @Override
  public List<VersionedPolicy> all() {
    return List.of(AUTO);
  }
}
