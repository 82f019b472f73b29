package dev.spillway.worker.sample;

/**
 * A chosen token.
 *
 * @param logprob natural logarithm of the probability the model gave it, before temperature and
 *     top-p
 */
public record Choice(int token, float logprob) {}
