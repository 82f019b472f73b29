package dev.spillway.gateway.quota;

import dev.spillway.router.Money;
import java.time.Duration;
import java.util.Optional;

/**
 * How a scope stands.
 *
 * @param day what is spent and held of this day's budget; absent where it has none
 * @param month the same of the month's
 * @param requests how many more there may be now; means nothing where they are not limited
 * @param tokens the same of tokens
 */
record Standing(Optional<Money> day, Optional<Money> month, Rate requests, Rate tokens) {

  /**
   * @param full when all of it may be used again
   */
  record Rate(long left, Duration full) {}
}
