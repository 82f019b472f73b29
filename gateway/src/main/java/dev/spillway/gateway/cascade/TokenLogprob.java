package dev.spillway.gateway.cascade;

/**
 * A generated token.
 *
 * @param text what became certain with it; may be empty
 * @param logprob natural logarithm of its probability
 */
public record TokenLogprob(String text, float logprob) {}
