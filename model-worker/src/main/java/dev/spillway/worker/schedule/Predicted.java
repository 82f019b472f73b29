package dev.spillway.worker.schedule;

/**
 * {@link PastFuture} with each sequence's own predicted length where it carries one (S^3: Jin et
 * al., 2306.06000, section 3). One that has outgrown its prediction is expected to be like others
 * of its length; the scheduler preempts where that is wrong again.
 */
record Predicted(PastFuture otherwise) implements Admission {
  static final String NAME = "predicted";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean admits(Sequence next, Occupancy now) {
    return otherwise.fits(next, now, sequence -> remaining(sequence, now.lengths()));
  }

  private int remaining(Sequence sequence, FinishedLengths lengths) {
    int generated = sequence.length() - sequence.promptTokens();
    int most = sequence.mostTokens() - sequence.promptTokens();
    int predicted = Math.min(most, sequence.predictedTokens().orElse(0));
    return predicted > generated ? predicted - generated : otherwise.remaining(sequence, lengths);
  }

  @Override
  public boolean preempts() {
    return true;
  }
}
