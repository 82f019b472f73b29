package dev.spillway.gateway.learning;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.gateway.cascade.CascadeRequest;
import dev.spillway.gateway.cascade.Decision;
import dev.spillway.gateway.cascade.Ending;
import dev.spillway.gateway.cascade.Provenance;
import dev.spillway.gateway.cascade.Receipt;
import dev.spillway.gateway.cascade.Trail;
import dev.spillway.gateway.policy.VersionedPolicy;
import dev.spillway.router.Money;
import dev.spillway.router.Price;
import dev.spillway.router.Tier;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Answered requests that tests make up. */
final class Trails {
  private Trails() {}

  static Tier tier(String name) {
    return new Tier(name, name, new Price(Money.ZERO, Money.ZERO));
  }

  /**
   * @param small whether the first tier answered, rather than the last
   */
  static Trail answered(String id, VersionedPolicy policy, boolean small) {
    var tiers = policy.policy().tiers().stream().map(Trails::tier).toList();
    return new Trail(
        new CascadeRequest(
            id,
            "",
            new ChatRequest(
                policy.policy().name(), List.of(new ChatMessage(Role.USER, "Hi")), Sampling.GREEDY),
            policy.policy(),
            OptionalInt.of(policy.version()),
            tiers,
            false),
        new Decision(
            small ? tiers.getFirst() : tiers.getLast(),
            OptionalDouble.of(small ? 0.9 : 0.1),
            0,
            0,
            1,
            Provenance.MISS),
        new Receipt(Money.ZERO, Money.ZERO),
        Ending.STOP,
        Duration.ZERO,
        Duration.ZERO,
        List.of(),
        0,
        false,
        List.of());
  }
}
