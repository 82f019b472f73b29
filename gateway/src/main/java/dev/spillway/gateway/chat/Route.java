package dev.spillway.gateway.chat;

import dev.spillway.router.Tier;
import dev.spillway.router.policy.Policy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a model name leads.
 *
 * @param version of the policy; absent where the client asked for a tier
 */
record Route(Policy policy, OptionalInt version, List<Tier> tiers) {

  /** The policy's name and version; absent where the client asked for a tier. */
  Optional<String> label() {
    return version.isEmpty()
        ? Optional.empty()
        : Optional.of("%s@%d".formatted(policy.name(), version.getAsInt()));
  }
}
