package dev.spillway.router.budget;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.Locale;

/**
 * Keeps what requests cost in the mean at what was asked, whatever requests come.
 *
 * <p><b>Why.</b> A worth or a threshold that was fitted on old requests costs what it did then only
 * as long as requests stay what they were. Harder ones escalate more often, and longer ones cost
 * more. So the price of money follows what is spent, as the multiplier does in online allocation
 * (Balseiro, Lu and Mirrokni 2020, arXiv 2002.10421, section 3; bandits with knapsacks:
 * Badanidiyuru et al. 2013, arXiv 1305.2545).
 *
 * <p><b>How.</b> There is an account. Every request pays in what was asked per request and takes
 * out what it cost. The logarithm of {@link Pace#factor} is proportional to the balance, so a debt
 * makes requests thrifty at once; its integral is added, so that a lasting change is made up for
 * and the balance returns to zero. The gains follow from the burst, which is how many requests'
 * worth one dearest reply is (at least twenty): a debt of a burst divides the worth by e, and the
 * integral damps itself critically where cost is proportional to worth. And a debt has an end: with
 * {@link Pace#most} no request may spend what would exceed a burst of debt, the cheapest tier
 * excepted, so that there is always somebody to ask. Unspent money expires beyond two bursts: a
 * quiet night does not pay for a wild morning.
 *
 * <p><b>Laws.</b> While the cheapest tier costs no more than was asked in the mean, {@code n}
 * requests one after the other cost at most {@code n} times what was asked, a burst and one reply
 * more: over a long run, what was asked. Of {@code k} requests under way at once each may spend
 * what one may, so debt may grow by {@code k} replies; it is paid off like any other. It starts at
 * balance zero and factor 1. The same costs in the same order give the same paces.
 *
 * <p>Safe for any number of threads: the state is one immutable record, replaced as a whole under a
 * lock, so {@link #pace} and {@link #spending} are consistent and wait for nobody. All take
 * constant time.
 */
public final class BudgetController {
  private static final double LEAST_BURST = 20;
  private static final double CREDIT_BURSTS = 2;

  /** The worth may become so many times, or that part of, what it was when it was fitted. */
  private static final double FARTHEST = Math.log(1e4);

  private final double asked;
  private final double burst;
  private volatile State state = new State(0, 0, 0, 0);

  /**
   * @param balance in requests' worth of what was asked
   * @param lasting the integral's part of the logarithm of the factor
   */
  private record State(long requests, double spent, double balance, double lasting) {}

  /**
   * What was spent so far.
   *
   * @param requests that were settled
   * @param spent dollars in all
   * @param realised spent, as a share of what was asked for so many requests; 1 before the first
   * @param balance dollars that may be spent more, or were spent too much, bounded as described
   * @param factor see {@link Pace}
   */
  public record Spending(
      long requests, double spent, double realised, double balance, double factor) {}

  private BudgetController(double asked, double burst) {
    this.asked = asked;
    this.burst = burst;
  }

  /**
   * A controller that nothing was spent of.
   *
   * @param asked dollars a request may cost in the mean
   * @param cheapest dollars that a request costs in the mean if only the cheapest tier is asked
   * @param dearest dollars that a reply of the dearest tier costs in the mean
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} of {@code budget} if it is no
   *     positive number or even the cheapest tier costs more
   */
  public static BudgetController of(double asked, double cheapest, double dearest) {
    if (!(asked > 0 && asked < Double.POSITIVE_INFINITY)) {
      throw invalid("must be a positive number of dollars a request");
    }
    if (!(cheapest <= asked)) {
      throw invalid(
          String.format(
              Locale.ROOT,
              "must be at least what the cheapest tier costs: %.3g dollars a request, not %.3g",
              cheapest,
              asked));
    }
    return new BudgetController(asked, Math.max(LEAST_BURST, dearest / asked));
  }

  /** What the budget allows a request that begins now. */
  public Pace pace() {
    var now = state;
    return new Pace(factor(now), asked * Math.max(0, 1 + burst + now.balance));
  }

  /**
   * A request is over.
   *
   * @param cost of all replies that it asked for, in dollars; not negative
   */
  public synchronized void settle(double cost) {
    if (!(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("cost must be a number that is not negative, not " + cost);
    }
    state = after(state, cost);
  }

  public Spending spending() {
    var now = state;
    double realised = now.requests == 0 ? 1 : now.spent / ((double) now.requests * asked);
    return new Spending(now.requests, now.spent, realised, now.balance * asked, factor(now));
  }

  private State after(State before, double cost) {
    double balance = Math.min(CREDIT_BURSTS * burst, before.balance + 1 - cost / asked);
    double seen = Math.clamp(balance, -burst, burst);
    double lasting = before.lasting + seen / (4 * burst * burst);
    return new State(
        before.requests + 1,
        before.spent + cost,
        balance,
        Math.clamp(lasting, -FARTHEST, FARTHEST));
  }

  private double factor(State now) {
    return Math.exp(Math.clamp(now.lasting + now.balance / burst, -FARTHEST, FARTHEST));
  }

  private static SpillwayException invalid(String what) {
    return new SpillwayException(new ErrorKind.InvalidValue("budget", "budget " + what));
  }
}
