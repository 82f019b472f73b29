package dev.spillway.gateway.learning;

import dev.spillway.gateway.cascade.Ending;
import dev.spillway.gateway.cascade.TierVisit;
import dev.spillway.gateway.cascade.Trail;
import dev.spillway.gateway.cascade.Witness;
import dev.spillway.gateway.policy.Policies;
import dev.spillway.gateway.policy.VersionedPolicy;
import dev.spillway.router.Money;
import dev.spillway.router.policy.Hindsight;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Plays a candidate beside a policy: for each answered request, what the candidate would have done
 * with the replies that are known. Nobody is asked, and no answer depends on it. Counts are of all
 * gateways on the database, and begin anew with another version of either policy.
 *
 * <p>Each gateway adds what it counted from time to time; {@link #share} says when. While the
 * database is away it goes on counting, and shows what all counted the last time and what it
 * counted since. An addition whose outcome is not known is made again, so that it may count twice.
 *
 * <p>Where a candidate asks a tier that was not asked, its reply is not known: if the tier is not
 * the last one, the candidate's decision hangs on it and counts as undecided. What such a reply
 * costs is taken to be the tier's price for the tokens of the answer. No request waits for a
 * candidate: one that goes by what questions mean knows it only where the policy itself asked.
 */
public final class CandidateWatch implements Witness {

  /** What the candidate would have come to. */
  public enum Outcome {
    /** The answer of the same tier. */
    SAME,
    /** The answer of an earlier, cheaper tier. */
    EARLIER,
    /** The answer of a later, dearer tier. */
    LATER,
    /** It hangs on a reply that nobody knows. */
    UNDECIDED
  }

  private final Policies policies;
  private final MeterRegistry registry;
  private final Clock clock;

  /** What was counted here and not added yet. */
  private final ConcurrentHashMap<String, Tally> counted = new ConcurrentHashMap<>();

  private volatile Map<String, Tally> adding = Map.of();
  private volatile Map<String, Tally> all = Map.of();

  CandidateWatch(Policies policies, MeterRegistry registry, Clock clock) {
    this.policies = policies;
    this.registry = registry;
    this.clock = clock;
  }

  /** How a policy's candidate compares; empty before the first request. */
  public Optional<Tally> tally(String policy) {
    return Stream.of(all, adding, counted)
        .flatMap(each -> Optional.ofNullable(each.get(policy)).stream())
        .reduce(Tally::plus);
  }

  boolean hasCounted() {
    return !counted.isEmpty();
  }

  /**
   * Adds what was counted here to what all counted, and reads that. To be done by one at a time.
   */
  Uni<Void> share(CandidateStore store) {
    return Uni.createFrom()
        .deferred(
            () -> {
              adding = take();
              return store
                  .add(adding)
                  .invoke(this::shared)
                  .onFailure()
                  .invoke(this::giveBack)
                  .onCancellation()
                  .invoke(this::giveBack)
                  .replaceWithVoid();
            });
  }

  private void shared(Map<String, Tally> now) {
    adding = Map.of();
    all = now;
  }

  private void giveBack() {
    var back = adding;
    adding = Map.of();
    back.forEach((policy, tally) -> counted.merge(policy, tally, Tally::plus));
  }

  private Map<String, Tally> take() {
    var taken = new HashMap<String, Tally>();
    for (var policy : counted.keySet()) {
      var tally = counted.remove(policy);
      if (tally != null) {
        taken.put(policy, tally);
      }
    }
    return taken;
  }

  @Override
  public void answered(Trail trail) {
    var request = trail.request();
    // Of an answer that was given again nothing new is known.
    if (request.version().isPresent()
        && trail.ending() != Ending.FAILED
        && trail.decision().provenance().computed()) {
      request
          .policy()
          .conduct()
          .candidate()
          .flatMap(policies::find)
          .filter(other -> other.policy().tiers().equals(request.policy().tiers()))
          .ifPresent(other -> compare(trail, request.version(), other));
    }
  }

  private void compare(Trail trail, OptionalInt version, VersionedPolicy candidate) {
    var request = trail.request();
    var tiers = request.tiers();
    var played =
        Hindsight.of(
            candidate.policy(),
            request.chat().messages(),
            request.meaning(),
            tiers.stream()
                .map(
                    tier ->
                        Stream.concat(
                                trail.reply(tier).stream(),
                                trail.visits().stream().filter(each -> each.tier().equals(tier)))
                            .filter(each -> each.error().isEmpty())
                            .findFirst()
                            .map(CandidateWatch::known))
                .toList());
    int given = tiers.indexOf(trail.decision().tier());
    var outcome =
        played.given().isEmpty()
            ? Outcome.UNDECIDED
            : outcome(Integer.compare(played.given().getAsInt(), given));
    double spent = trail.receipt().cost().usd().doubleValue();
    double wouldSpend =
        played.asked().stream()
            .map(
                tier ->
                    trail
                        .reply(tiers.get(tier))
                        .map(
                            reply ->
                                played.consulted().contains(tier) ? reply.total() : reply.cost())
                        .orElseGet(
                            () -> tiers.get(tier).price().of(trail.visits().getLast().usage())))
            .reduce(Money.ZERO, Money::plus)
            .usd()
            .doubleValue();
    counted.merge(
        request.policy().name(),
        Tally.begin(
                candidate.policy().name(), candidate.version(), version.orElse(0), clock.instant())
            .plus(outcome, spent, wouldSpend),
        Tally::plus);
    count(request.policy().name(), candidate.policy().name(), outcome);
  }

  private static Hindsight.Known known(TierVisit visit) {
    return new Hindsight.Known(
        visit.text(),
        visit.cost(),
        visit.tokens(),
        visit.isWhole(),
        visit
            .opinion()
            .map(
                heard ->
                    new Hindsight.Opinion(
                        heard.scorer(), heard.tier().name(), heard.score(), heard.cost())));
  }

  private static Outcome outcome(int later) {
    return later == 0 ? Outcome.SAME : later < 0 ? Outcome.EARLIER : Outcome.LATER;
  }

  private void count(String policy, String candidate, Outcome outcome) {
    Counter.builder("spillway.candidate.decisions")
        .description("Requests by what a policy's candidate would have come to")
        .tag("policy", policy)
        .tag("candidate", candidate)
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }
}
