package dev.spillway.gateway.cascade;

import dev.spillway.router.Tier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a second worker is asked for a reply of which the first has said nothing yet: hedged
 * requests (Dean and Barroso, The Tail at Scale, CACM 2013). Whoever says a token first goes on,
 * the other is cancelled, and both are paid for.
 *
 * <p>It is time when nineteen of twenty replies of the tier had begun, by the last {@value #WINDOW}
 * of them; so about one request in twenty would be asked twice. Where a whole tier gets slow at
 * once that would be all of them, just when it has no room for them: no more than a share of all
 * requests is asked twice, with {@value #SAVED} saved up. May be used from any thread.
 */
final class Hedging {
  /** Nobody is asked twice. */
  static final Hedging NONE = new Hedging(0);

  static final int WINDOW = 256;

  /** Fewer say too little about the slowest in twenty. */
  static final int ENOUGH = 40;

  private static final int SAVED = 5;
  private static final double LATE = 0.95;

  private final double share;
  private final Map<String, Begun> tiers = new ConcurrentHashMap<>();

  /** How soon the replies of one tier began, and what may be asked twice of it. */
  private static final class Begun {
    private final long[] last = new long[WINDOW];
    private int count;
    private double saved = SAVED;
    private long late;

    private synchronized void add(long nanos, double share) {
      last[count++ % WINDOW] = nanos;
      saved = Math.min(SAVED, saved + share);
      if (count >= ENOUGH && count % (ENOUGH / 5) == 0) {
        var sorted = Arrays.copyOf(last, Math.min(count, WINDOW));
        Arrays.sort(sorted);
        late = sorted[(int) (LATE * sorted.length)];
      }
    }

    private synchronized Optional<Duration> late() {
      return late == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(late));
    }

    private synchronized boolean spend() {
      if (saved < 1) {
        return false;
      }
      saved--;
      return true;
    }
  }

  /**
   * @param share of all requests that may be asked twice; 0 for none
   */
  Hedging(double share) {
    this.share = share;
  }

  /** A reply of the tier has begun, so long after it was asked for. */
  void begun(Tier tier, Duration after) {
    if (share > 0) {
      of(tier).add(after.toNanos(), share);
    }
  }

  /** How long to wait for the tier's first token before another is asked; empty for ever. */
  Optional<Duration> patience(Tier tier) {
    return share > 0 ? of(tier).late() : Optional.empty();
  }

  /** Whether another may be asked now; it counts if so. */
  boolean mayAsk(Tier tier) {
    return share > 0 && of(tier).spend();
  }

  private Begun of(Tier tier) {
    return tiers.computeIfAbsent(tier.name(), name -> new Begun());
  }
}
