package dev.spillway.worker.schedule;

/**
 * Least expected {@link Work} first: the prompt, which is known, and the predicted answer. A wrong
 * prediction therefore spoils little where prompts are long. Without a prediction, the mean of
 * recent answers stands in.
 *
 * <p>Ageing costs nothing: the rank is the work plus {@code ageing} times the arrival, so a later
 * one must be smaller by what the earlier one has waited, and no rank ever changes. It bounds how
 * many may pass; how long they may pass is the scheduler's starvation bound.
 *
 * @param ageing tokens of a prompt per second: 0 is pure shortest first, much is first come first
 *     served
 */
record ShortestFirst(double ageing) implements Order {
  static final String NAME = "shortest";

  ShortestFirst {
    if (!(ageing >= 0) || Double.isInfinite(ageing)) {
      throw new IllegalArgumentException("ageing must be a number of at least 0, not " + ageing);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double rank(Sequence sequence, Limits limits) {
    return Work.expected(sequence) + ageing * 1e-9 * sequence.arrival();
  }

  @Override
  public boolean displaces() {
    return false;
  }
}
