package dev.spillway.router.fit;

/** What a cascade is to be fitted to. */
public sealed interface Goal {

  /**
   * The best for so much money.
   *
   * @param usdPerThousand dollars that a thousand requests may cost
   */
  record Budget(double usdPerThousand) implements Goal {}

  /**
   * The cheapest that is good enough.
   *
   * @param share of the quality of the best single tier, such as 0.99
   */
  record Quality(double share) implements Goal {}

  /**
   * The best that starts with the cheapest tier and seldom goes on.
   *
   * @param share of requests for which another tier may be asked
   */
  record Escalations(double share) implements Goal {}
}
