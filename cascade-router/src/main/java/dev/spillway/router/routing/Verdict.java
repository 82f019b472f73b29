package dev.spillway.router.routing;

/** What to do next. */
public sealed interface Verdict {

  /** Asks a tier that was not asked yet. */
  record Ask(int tier) implements Verdict {}

  /**
   * Gives the reply of a tier that was asked.
   *
   * @param confidence the probability that it is right
   */
  record Give(int tier, double confidence) implements Verdict {}
}
