package dev.spillway.worker.schedule;

/**
 * Least expected {@link Work} first: the prompt, which is known, and the predicted answer. A wrong
 * prediction therefore spoils little where prompts are long. Without a prediction, the mean of
 * recent answers stands in.
 *
 * <p>A rank never changes. That the long ones do not pay for it is seen to by {@link Promises}; how
 * long anybody may be passed, by the scheduler's starvation bound. Without promises, that bound is
 * all that they have: what the least mean latency would be, to compare with.
 */
record ShortestFirst(boolean promises) implements Order {
  static final String NAME = "shortest";
  static final String NAME_WITHOUT = "shortest-only";

  @Override
  public String name() {
    return promises ? NAME : NAME_WITHOUT;
  }

  @Override
  public double rank(Sequence sequence, Limits limits) {
    return Work.expected(sequence);
  }

  @Override
  public boolean displaces() {
    return false;
  }
}
