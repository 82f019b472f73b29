package dev.spillway.gateway.cascade;

import java.time.Duration;
import java.util.List;

/**
 * A request that got an answer, or the beginning of one, and the way to it.
 *
 * @param ending of the answer
 * @param firstToken from the request to the commit point
 * @param took from the request to the end of the answer
 * @param visits the tiers that were asked or could not be, in order
 */
public record Trail(
    CascadeRequest request,
    Decision decision,
    Receipt receipt,
    Ending ending,
    Duration firstToken,
    Duration took,
    List<TierVisit> visits) {
  public Trail {
    visits = List.copyOf(visits);
  }
}
