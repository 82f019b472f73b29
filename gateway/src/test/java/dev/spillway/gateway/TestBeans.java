package dev.spillway.gateway;

import dev.spillway.gateway.policy.Policies;
import dev.spillway.gateway.policy.VersionedPolicy;
import dev.spillway.router.Policy;
import dev.spillway.router.Scorer;
import dev.spillway.testkit.StubWorker;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Workers that say what a test tells them, and a policy that does not change. */
@Singleton
public class TestBeans {
  /** Accept from here on. */
  public static final double THRESHOLD = 0.8;

  @Produces
  @Singleton
  @Named("small")
  StubWorker small() {
    return new StubWorker("stub-small", "demo-small");
  }

  @Produces
  @Singleton
  @Named("large")
  StubWorker large() {
    return new StubWorker("stub-large", "demo-large");
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  Policies policies() {
    var auto =
        new VersionedPolicy(
            3,
            new Policy(
                "auto",
                List.of("demo-small", "demo-large"),
                Scorer.MIN_PROBABILITY,
                List.of(THRESHOLD)),
            Instant.ofEpochSecond(1_700_000_000));
    return new Policies() {
      @Override
      public Optional<VersionedPolicy> find(String name) {
        return name.equals("auto") ? Optional.of(auto) : Optional.empty();
      }

      @Override
      public List<VersionedPolicy> all() {
        return List.of(auto);
      }
    };
  }
}
