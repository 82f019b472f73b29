package dev.spillway.gateway.policy;

import dev.spillway.router.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Changes that tests ask for. */
final class PolicyChanges {
  private PolicyChanges() {}

  static PolicyChange everything(double threshold) {
    return new PolicyChange(
        Optional.of(List.of("demo-small", "demo-large")),
        Optional.of("min-probability"),
        Optional.of(List.of(threshold)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static PolicyChange threshold(double threshold) {
    return new PolicyChange(
        Optional.empty(),
        Optional.empty(),
        Optional.of(List.of(threshold)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static List<Double> thresholds(VersionedPolicy policy) {
    return ((Rule.Thresholds) policy.policy().rule()).thresholds();
  }

  /** A name that no other test uses: they share one database. */
  static String newName() {
    return "p-" + UUID.randomUUID();
  }
}
