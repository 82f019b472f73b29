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
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Plays a candidate beside a policy: for each answered request, what the candidate would have done
 * with the replies that are known. Nobody is asked, and no answer depends on it. Counts are of this
 * gateway, and begin anew with another version of either policy.
 *
 * <p>Where a candidate asks a tier that was not asked, its reply is not known: if the tier is not
 * the last one, the candidate's decision hangs on it and counts as undecided. What such a reply
 * costs is taken to be the tier's price for the tokens of the answer.
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

  /**
   * How a candidate compares so far.
   *
   * @param usd dollars that the policy spent on the requests
   * @param candidateUsd dollars that the candidate would have spent, as far as it is known
   */
  public record Tally(
      String candidate,
      int candidateVersion,
      int version,
      Instant since,
      long same,
      long earlier,
      long later,
      long undecided,
      double usd,
      double candidateUsd) {

    public long requests() {
      return same + earlier + later + undecided;
    }

    private boolean isOf(int ofVersion, VersionedPolicy other) {
      return version == ofVersion
          && candidateVersion == other.version()
          && candidate.equals(other.policy().name());
    }

    private Tally plus(Outcome outcome, double spent, double wouldSpend) {
      return new Tally(
          candidate,
          candidateVersion,
          version,
          since,
          same + (outcome == Outcome.SAME ? 1 : 0),
          earlier + (outcome == Outcome.EARLIER ? 1 : 0),
          later + (outcome == Outcome.LATER ? 1 : 0),
          undecided + (outcome == Outcome.UNDECIDED ? 1 : 0),
          usd + spent,
          candidateUsd + wouldSpend);
    }
  }

  private final Policies policies;
  private final MeterRegistry registry;
  private final Clock clock;
  private final ConcurrentHashMap<String, Tally> byPolicy = new ConcurrentHashMap<>();

  CandidateWatch(Policies policies, MeterRegistry registry, Clock clock) {
    this.policies = policies;
    this.registry = registry;
    this.clock = clock;
  }

  /** How a policy's candidate compares; empty before the first request. */
  public Optional<Tally> tally(String policy) {
    return Optional.ofNullable(byPolicy.get(policy));
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
    byPolicy.compute(
        request.policy().name(),
        (name, was) ->
            (was != null && was.isOf(version.orElse(0), candidate)
                    ? was
                    : new Tally(
                        candidate.policy().name(),
                        candidate.version(),
                        version.orElse(0),
                        clock.instant(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        0))
                .plus(outcome, spent, wouldSpend));
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
