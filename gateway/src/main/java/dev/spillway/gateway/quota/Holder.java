package dev.spillway.gateway.quota;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.router.Money;
import io.vertx.core.Future;

/** Who holds a part of limits for a request. */
interface Holder {

  /**
   * Holds more money for a request, or all of it where it is not held any more.
   *
   * @param larger with what is to be held altogether
   * @param more of it; may be nothing
   */
  Future<Answer> extend(Claim larger, Money more);

  /** The request is over. Once for each. */
  void settle(Claim claim, Money spent, long tokens);

  /** What was granted more was granted after its end. */
  void forget(Claim larger, Money more);

  /** What to say of a refusal. */
  ErrorKind kind(Answer.Refused refused);
}
