package dev.spillway.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.TokenScorer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PolicySnapshotTest {

  @Property(seed = "1")
  void whatever_the_order_in_which_versions_are_learned_the_latest_is_served(
      @ForAll("versions") List<LivePolicy> learned) {
    var snapshot = PolicySnapshot.EMPTY;
    for (var policy : learned) {
      snapshot = snapshot.with(List.of(policy));
    }
    assertThat(snapshot).isEqualTo(PolicySnapshot.EMPTY.with(learned));
    assertThat(snapshot.with(learned)).isEqualTo(snapshot);
    for (var policy : learned) {
      assertThat(snapshot.find(policy.name()).orElseThrow().version())
          .isGreaterThanOrEqualTo(policy.version());
    }
  }

  @Provide
  Arbitrary<List<LivePolicy>> versions() {
    return Combinators.combine(Arbitraries.of("a", "b", "c"), Arbitraries.integers().between(1, 9))
        .as(PolicySnapshotTest::policy)
        .list()
        .ofMaxSize(12);
  }

  private static LivePolicy policy(String name, int version) {
    return new LivePolicy(
        new Policy(name, List.of("t"), new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of())),
        new PolicyRevision(
            name,
            version,
            List.of("t"),
            new StoredRule.Scored("min-probability", List.of()),
            ConductJson.PLAIN,
            Optional.empty(),
            "admin",
            Instant.EPOCH));
  }
}
