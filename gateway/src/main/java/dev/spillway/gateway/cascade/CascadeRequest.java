package dev.spillway.gateway.cascade;

import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.router.Tier;
import dev.spillway.router.policy.Policy;
import java.util.List;
import java.util.OptionalInt;

/**
 * A chat request and the policy that answers it.
 *
 * @param id names this request in answers, logs and at workers
 * @param tenant who asks; what is computed, cached and learned for one is not used for another
 * @param version of the policy; absent where the client asked for a tier by its name
 * @param tiers those of the policy, in its order
 * @param streamed whether text may leave before the answer is complete
 */
public record CascadeRequest(
    String id,
    String tenant,
    ChatRequest chat,
    Policy policy,
    OptionalInt version,
    List<Tier> tiers,
    boolean streamed) {
  public CascadeRequest {
    tiers = List.copyOf(tiers);
  }
}
