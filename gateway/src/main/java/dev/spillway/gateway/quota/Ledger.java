package dev.spillway.gateway.quota;

import dev.spillway.router.Money;
import io.vertx.core.Future;
import java.time.Duration;

/** Keeps what is held and spent of limits. */
interface Ledger {

  /** Holds a claim, or says which limit is in the way. */
  Future<Answer> reserve(Claim claim);

  /**
   * Holds more money for a claim that is held, or all of it where it is not held any more.
   *
   * @param claim with what is to be held altogether
   * @param more of it; may be nothing
   */
  Future<Answer> extend(Claim claim, Money more);

  /**
   * The request is over: what it held is given back, what it used stays taken. A second time for
   * the same claim changes nothing.
   *
   * @param spent in the period of the claim's day; more than it held where an engine's tokens are
   *     known only when it has said them
   * @param ago when the request was over
   */
  Future<Answer> settle(Claim claim, Money spent, long tokens, Duration ago);
}
