package dev.spillway.gateway.cascade;

import dev.spillway.router.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request that got an answer, or the beginning of one, and the way to it.
 *
 * @param ending of the answer
 * @param firstToken from the request to the commit point
 * @param took from the request to the end of the answer
 * @param visits the tiers that were asked or could not be, in order
 * @param propensity the probability with which all tiers reply to such a request, in order to learn
 *     from it; 0 where none may be asked beside it
 * @param drawn whether it was drawn for that; tiers may be missing all the same, where there was no
 *     room or they failed
 * @param asides tiers that were asked beside it, when its answer was complete
 * @param verdict what a judge was asked and said of its answer behind the client's back
 */
public record Trail(
    CascadeRequest request,
    Decision decision,
    Receipt receipt,
    Ending ending,
    Duration firstToken,
    Duration took,
    List<TierVisit> visits,
    double propensity,
    boolean drawn,
    List<TierVisit> asides,
    Verdict verdict) {
  public Trail {
    visits = List.copyOf(visits);
    asides = List.copyOf(asides);
  }

  /** Nobody judged it. */
  public Trail(
      CascadeRequest request,
      Decision decision,
      Receipt receipt,
      Ending ending,
      Duration firstToken,
      Duration took,
      List<TierVisit> visits,
      double propensity,
      boolean drawn,
      List<TierVisit> asides) {
    this(
        request,
        decision,
        receipt,
        ending,
        firstToken,
        took,
        visits,
        propensity,
        drawn,
        asides,
        Verdict.NONE);
  }

  /**
   * A judge's word on the answer.
   *
   * @param propensity the probability with which such an answer is judged; 0 where none is
   * @param drawn whether it was drawn for that
   * @param opinion absent where it was not drawn, or there was no room
   */
  public record Verdict(double propensity, boolean drawn, Optional<Opinion> opinion) {
    static final Verdict NONE = new Verdict(0, false, Optional.empty());
  }

  Trail with(Verdict other) {
    return new Trail(
        request,
        decision,
        receipt,
        ending,
        firstToken,
        took,
        visits,
        propensity,
        drawn,
        asides,
        other);
  }

  /** What was asked beside it, with which probability. */
  Trail beside(double withPropensity, boolean wasDrawn, List<TierVisit> asked) {
    return new Trail(
        request,
        decision,
        receipt,
        ending,
        firstToken,
        took,
        visits,
        withPropensity,
        wasDrawn,
        asked,
        verdict);
  }

  /** Whether there is something to be learned from it: a whole answer that a policy chose. */
  boolean isLearnable() {
    return request.version().isPresent() && (ending == Ending.STOP || ending == Ending.LENGTH);
  }

  /** The whole reply of a tier, if it gave one. */
  public Optional<TierVisit> reply(Tier tier) {
    return Stream.concat(visits.stream(), asides.stream())
        .filter(visit -> visit.tier().equals(tier) && visit.isWhole())
        .findFirst();
  }
}
