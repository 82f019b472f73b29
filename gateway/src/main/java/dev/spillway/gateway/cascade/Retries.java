package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.router.Tier;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Whether, and after how long, a tier is asked again for a request that it failed.
 *
 * <p>Only tiers of upstreams are: workers of ours say themselves whether they are there. Another
 * endpoint is asked at once; where all have failed the tier is given some time, twice as much each
 * time and drawn by chance, so that those who failed together do not come back together. Where the
 * upstream has said when to come back, that is waited for if it is soon. All of it comes out of the
 * tier's {@link RetryBudget}.
 */
final class Retries {
  /** Nothing is asked again. */
  static final Retries NONE = new Retries(name -> Optional.empty(), System::nanoTime, () -> 0);

  static final Duration FIRST_WAIT = Duration.ofMillis(250);

  /** Waiting for more than this is the client's decision. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

  private final Function<String, Optional<Integer>> most;
  private final Map<String, RetryBudget> budgets = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final DoubleSupplier dice;

  /**
   * @param most how often the tiers of upstreams are given time, by the tier's name; absent for
   *     others
   * @param dice from 0 to 1, spreads what is waited
   */
  Retries(Function<String, Optional<Integer>> most, LongSupplier nanoTime, DoubleSupplier dice) {
    this.most = most;
    this.nanoTime = nanoTime;
    this.dice = dice;
  }

  /** A request asks the tier for the first time. */
  void asked(Tier tier) {
    if (most.apply(tier.name()).isPresent()) {
      budget(tier).asked();
    }
  }

  /** Whether another endpoint of the tier may be asked for a request that failed at one. */
  boolean elsewhere(Tier tier) {
    return most.apply(tier.name()).isEmpty() || budget(tier).again();
  }

  /**
   * How long to wait before all of the tier is asked again; empty if it is not.
   *
   * @param before how often that was done for this request and tier
   * @param left of the request's time: who would wait beyond that does not wait
   */
  Optional<Duration> wait(Tier tier, int before, ErrorKind failure, Duration left) {
    if (before >= most.apply(tier.name()).orElse(0) || !failure.retryable()) {
      return Optional.empty();
    }
    var wait = FIRST_WAIT.multipliedBy(1L << Math.min(before, LONGEST_WAIT.toSecondsPart()));
    var drawn = Duration.ofNanos((long) (wait.toNanos() * (0.5 + dice.getAsDouble() / 2)));
    var whole = drawn.plus(failure.retryAfter().orElse(Duration.ZERO));
    return whole.compareTo(LONGEST_WAIT) <= 0 && whole.compareTo(left) < 0 && budget(tier).again()
        ? Optional.of(whole)
        : Optional.empty();
  }

  private RetryBudget budget(Tier tier) {
    return budgets.computeIfAbsent(tier.name(), name -> new RetryBudget(nanoTime));
  }
}
