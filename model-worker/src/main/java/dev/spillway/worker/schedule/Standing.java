package dev.spillway.worker.schedule;

/** What a {@link Scheduler} remembers of one sequence, from its offer to its end. */
final class Standing {
  private final long serial;
  private final long arrival;
  private final double expected;
  private long lastServed;
  private long steps;
  private double rank;
  private boolean overdue;
  private boolean begun;
  private int lost;

  /**
   * @param serial tells those apart who arrive together
   * @param expected tokens of the answer
   */
  Standing(long serial, long arrival, double expected) {
    this.serial = serial;
    this.arrival = arrival;
    this.expected = expected;
    this.lastServed = arrival;
  }

  long serial() {
    return serial;
  }

  long arrival() {
    return arrival;
  }

  double expected() {
    return expected;
  }

  /** When it last took part in a step, or arrived. */
  long lastServed() {
    return lastServed;
  }

  /** Steps it took part in. */
  long steps() {
    return steps;
  }

  double rank() {
    return rank;
  }

  boolean overdue() {
    return overdue;
  }

  /** Whether it ran before. */
  boolean begun() {
    return begun;
  }

  /** It runs; returns whether for the first time. */
  boolean begin() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  void rank(double now) {
    rank = now;
  }

  void becomeOverdue() {
    overdue = true;
  }

  void served(long now) {
    lastServed = now;
    steps++;
  }

  /** So many computed tokens were lost with its memory. */
  void lose(int tokens) {
    lost = tokens;
  }

  /** What was lost, once. */
  int takeLost() {
    int tokens = lost;
    lost = 0;
    return tokens;
  }

  static int byArrival(Standing a, Standing b) {
    int order = Long.compare(a.arrival, b.arrival);
    return order != 0 ? order : Long.compare(a.serial, b.serial);
  }

  static int byRank(Standing a, Standing b) {
    int order = Double.compare(a.rank, b.rank);
    return order != 0 ? order : byArrival(a, b);
  }

  /** Those who are overdue first, by arrival; then the others by rank. */
  static int byTurn(Standing a, Standing b) {
    if (a.overdue != b.overdue) {
      return a.overdue ? -1 : 1;
    }
    return a.overdue ? byArrival(a, b) : byRank(a, b);
  }
}
