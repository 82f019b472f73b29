package dev.spillway.gateway.learning;

import dev.spillway.gateway.learning.CandidateWatch.Outcome;
import java.time.Instant;

/**
 * How a candidate compares with its policy.
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

  static Tally begin(String candidate, int candidateVersion, int version, Instant since) {
    return new Tally(candidate, candidateVersion, version, since, 0, 0, 0, 0, 0, 0);
  }

  public long requests() {
    return same + earlier + later + undecided;
  }

  /** Whether it is of the same versions of the same policies. */
  boolean isLike(Tally other) {
    return version == other.version
        && candidateVersion == other.candidateVersion
        && candidate.equals(other.candidate);
  }

  /** Whether it is of later versions. */
  boolean isLaterThan(Tally other) {
    return version > other.version
        || (version == other.version && candidateVersion > other.candidateVersion);
  }

  Tally plus(Outcome outcome, double spent, double wouldSpend) {
    return plus(
        new Tally(
            candidate,
            candidateVersion,
            version,
            since,
            outcome == Outcome.SAME ? 1 : 0,
            outcome == Outcome.EARLIER ? 1 : 0,
            outcome == Outcome.LATER ? 1 : 0,
            outcome == Outcome.UNDECIDED ? 1 : 0,
            spent,
            wouldSpend));
  }

  /** Both, where they are alike; else the later one. */
  Tally plus(Tally other) {
    if (!isLike(other)) {
      return other.isLaterThan(this) ? other : this;
    }
    return new Tally(
        candidate,
        candidateVersion,
        version,
        since.isBefore(other.since) ? since : other.since,
        same + other.same,
        earlier + other.earlier,
        later + other.later,
        undecided + other.undecided,
        usd + other.usd,
        candidateUsd + other.candidateUsd);
  }
}
