package dev.spillway.gateway.cascade;

import dev.spillway.router.Money;

/**
 * What a request cost.
 *
 * @param cost of all attempts, also of those whose answer was not used
 * @param costIfLargest what the policy's most expensive tier alone would have cost for this prompt
 *     and this answer
 */
public record Receipt(Money cost, Money costIfLargest) {
  public static final Receipt NOTHING = new Receipt(Money.ZERO, Money.ZERO);

  public Receipt plus(Receipt other) {
    return new Receipt(cost.plus(other.cost), costIfLargest.plus(other.costIfLargest));
  }
}
