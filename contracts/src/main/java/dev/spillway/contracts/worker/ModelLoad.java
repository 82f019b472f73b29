package dev.spillway.contracts.worker;

/**
 * How much of a model a worker can do at once, and what it is doing when it says so.
 *
 * @param places requests that advance together, at most; 0 where the worker does not say
 * @param running requests that advance
 * @param waiting requests that it has taken and that do not advance
 * @param kvTokens tokens of prompts and answers that its memory holds; 0 where it does not say
 * @param steps that it has made since it started: grows for as long as anything advances
 */
public record ModelLoad(int places, int running, int waiting, long kvTokens, long steps) {

  /** Of a worker that does not say. */
  public static final ModelLoad UNKNOWN = new ModelLoad(0, 0, 0, 0, 0);
}
