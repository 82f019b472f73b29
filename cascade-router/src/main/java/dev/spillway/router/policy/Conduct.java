package dev.spillway.router.policy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.drift.Promise;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a policy is run, beside the rule that it goes by: what it may cost, when answers may begin to
 * leave, and what is asked in addition so that one can learn from it.
 *
 * <p>A cascade hides what it saves: where the small tier's answer is given nobody knows what the
 * large one would have said, and where the large one is asked at once nobody knows whether the
 * small one would have done. What is learned from such requests alone flatters the rule that chose
 * them. So a share of requests, drawn before anything else is known of them, is put to all tiers,
 * and the share is kept with each as the probability of its being known (logged propensities:
 * Bottou et al. 2013, JMLR 14, section 4).
 *
 * @param explore share of all requests that are put to every tier of the policy, from 0 to 1
 * @param shadow share of the answers of tiers before the last that are compared with the last
 *     tier's, from 0 to 1
 * @param budget dollars that a thousand requests may cost in the mean; absent: what the rule spends
 * @param streaming when the answer to a streamed request may begin to leave
 * @param candidate a policy whose decisions are compared with this one's, without asking anybody
 * @param promise what it is expected to do; absent: it is not watched
 * @param fallback what serves most of its requests while it breaks its promise: {@link #BEST_TIER}
 *     or the name of a policy; absent: it goes on
 * @param judge which answers a tier judges, to learn from it; absent: none
 * @param similar when a question may be answered with the answer to one that is like it; absent:
 *     never
 */
public record Conduct(
    double explore,
    double shadow,
    OptionalDouble budget,
    Streaming streaming,
    Optional<String> candidate,
    Optional<Promise> promise,
    Optional<String> fallback,
    Optional<Judging> judge,
    Optional<Similarity> similar) {

  /** The policy's last tier alone, as a fallback. */
  public static final String BEST_TIER = "best-tier";

  /** Nothing beside the rule. */
  public static final Conduct PLAIN = new Conduct(0, 0);

  /** Nobody judges answers, and each is given to its own question alone. */
  public Conduct(
      double explore,
      double shadow,
      OptionalDouble budget,
      Streaming streaming,
      Optional<String> candidate,
      Optional<Promise> promise,
      Optional<String> fallback) {
    this(
        explore,
        shadow,
        budget,
        streaming,
        candidate,
        promise,
        fallback,
        Optional.empty(),
        Optional.empty());
  }

  /** What is asked in addition alone. */
  public Conduct(double explore, double shadow) {
    this(explore, shadow, OptionalDouble.empty(), Streaming.BUFFERED);
  }

  /** Without others to compare with, promises and fallbacks. */
  public Conduct(double explore, double shadow, OptionalDouble budget, Streaming streaming) {
    this(explore, shadow, budget, streaming, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same, with answers judged. */
  public Conduct with(Judging judging) {
    return new Conduct(
        explore,
        shadow,
        budget,
        streaming,
        candidate,
        promise,
        fallback,
        Optional.of(judging),
        similar);
  }

  /** The same, where answers to similar questions may do. */
  public Conduct with(Similarity similarity) {
    return new Conduct(
        explore,
        shadow,
        budget,
        streaming,
        candidate,
        promise,
        fallback,
        judge,
        Optional.of(similarity));
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  public Conduct {
    share("explore", explore);
    share("shadow", shadow);
    if (budget.isPresent()
        && !(budget.getAsDouble() > 0 && budget.getAsDouble() < Double.POSITIVE_INFINITY)) {
      throw Policy.invalid("conduct.budget_usd_per_1000", "must be a positive number of dollars");
    }
    candidate.ifPresent(Policy::checkName);
    fallback.ifPresent(Policy::checkName);
    if (fallback.isPresent() && promise.isEmpty()) {
      throw Policy.invalid("conduct.fallback", "needs a promise that can be broken");
    }
  }

  /**
   * The probability that all tiers reply to a request.
   *
   * @param known whether they all did already
   * @param small whether its answer was that of a tier before the last
   */
  public double propensity(boolean known, boolean small) {
    if (known) {
      return 1;
    }
    return small ? 1 - (1 - explore) * (1 - shadow) : explore;
  }

  static void share(String field, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw Policy.invalid("conduct." + field, "must be a number from 0 to 1");
    }
  }
}
