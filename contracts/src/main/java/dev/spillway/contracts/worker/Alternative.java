package dev.spillway.contracts.worker;

/**
 * A token that could have been.
 *
 * @param id {@link GenerateEvent.Token#NO_ID} where an engine does not tell it
 * @param logprob natural logarithm of the probability the model gave it
 * @param text its own; without what is no whole character
 */
public record Alternative(int id, float logprob, String text) {}
