package dev.spillway.worker.schedule;

/**
 * Shortest predicted answer first, with ageing that costs nothing: the rank is the predicted length
 * plus {@code ageing} times the arrival, so a later one must be shorter by what the earlier one has
 * waited, and no rank ever changes. Without a prediction, the mean of recent answers stands in.
 *
 * @param ageing tokens per second: 0 is pure shortest first, much is first come first served
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
    return sequence.standing().expected() + ageing * 1e-9 * sequence.arrival();
  }

  @Override
  public boolean displaces() {
    return false;
  }
}
