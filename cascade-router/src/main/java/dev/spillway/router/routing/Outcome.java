package dev.spillway.router.routing;

/**
 * What a router came to on one example.
 *
 * @param quality of the reply that was given
 * @param cost of all replies that were asked for, in dollars
 * @param asked how many these were
 * @param given the tier whose reply was given
 * @param confidence the probability that it was right, by the router
 */
public record Outcome(double quality, double cost, int asked, int given, double confidence) {}
