package dev.spillway.worker.schedule;

/** First come, first served. */
record FirstCome() implements Order {
  static final String NAME = "fcfs";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double rank(Sequence sequence, Limits limits) {
    return 0;
  }

  @Override
  public boolean displaces() {
    return false;
  }

  @Override
  public boolean promises() {
    return false;
  }
}
