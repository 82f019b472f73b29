package dev.spillway.gateway.openai;

import dev.spillway.router.Tier;
import dev.spillway.router.policy.Policy;
import java.util.List;
import java.util.Optional;

/**
 * Where a model name leads.
 *
 * @param label the policy's name and version; absent where the client asked for a tier
 */
record Route(Policy policy, List<Tier> tiers, Optional<String> label) {}
