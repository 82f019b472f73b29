package dev.spillway.gateway.cascade;

import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.router.learn.Meaning;
import dev.spillway.router.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A chat request and the policy that answers it.
 *
 * @param id names this request in answers, logs and at workers
 * @param tenant who asks; what is computed, cached and learned for one is not used for another
 * @param version of the policy; absent where the client asked for a tier by its name
 * @param tiers those of the policy, in its order
 * @param streamed whether text may leave before the answer is complete
 * @param provenance of an answer that is computed for it
 * @param meaning of its question, where it was embedded
 * @param onlooker sees what is asked of workers for it
 * @param urgency of it beside others
 */
public record CascadeRequest(
    String id,
    String tenant,
    ChatRequest chat,
    Policy policy,
    OptionalInt version,
    List<Tier> tiers,
    boolean streamed,
    Provenance provenance,
    Optional<Meaning> meaning,
    Onlooker onlooker,
    Urgency urgency) {
  public CascadeRequest {
    tiers = List.copyOf(tiers);
  }

  /** Nobody looked for its answer, and nobody looks on. */
  public CascadeRequest(
      String id,
      String tenant,
      ChatRequest chat,
      Policy policy,
      OptionalInt version,
      List<Tier> tiers,
      boolean streamed) {
    this(
        id,
        tenant,
        chat,
        policy,
        version,
        tiers,
        streamed,
        Provenance.BYPASS,
        Optional.empty(),
        Onlooker.NOBODY,
        Urgency.NORMAL);
  }

  /** Its answer was looked for, and was not there. */
  public CascadeRequest missed() {
    return with(Provenance.MISS, meaning, onlooker, urgency);
  }

  /** The same, of which this is known. */
  public CascadeRequest meaning(Optional<Meaning> known) {
    return with(provenance, known, onlooker, urgency);
  }

  /** The same, seen by somebody. */
  public CascadeRequest seenBy(Onlooker other) {
    return with(provenance, meaning, other, urgency);
  }

  /** The same, of another urgency. */
  public CascadeRequest urged(Urgency other) {
    return with(provenance, meaning, onlooker, other);
  }

  /** The same, when so much more of its time is over. */
  public CascadeRequest after(Duration spent) {
    return urged(urgency.after(spent));
  }

  private CascadeRequest with(
      Provenance otherProvenance,
      Optional<Meaning> known,
      Onlooker otherOnlooker,
      Urgency otherUrgency) {
    return new CascadeRequest(
        id,
        tenant,
        chat,
        policy,
        version,
        tiers,
        streamed,
        otherProvenance,
        known,
        otherOnlooker,
        otherUrgency);
  }

  /**
   * What the most expensive tier alone would have cost for this answer, had as much of the prompt
   * been in its cache.
   */
  public Money costIfLargest(Usage answer) {
    return tiers.stream()
        .map(tier -> tier.price().of(answer))
        .max(Money::compareTo)
        .orElse(Money.ZERO);
  }
}
