package dev.spillway.worker.grammar;

/**
 * What may be done for one schema: a bound on the time that a caller can take, and like it on the
 * size of what is made, that does not depend on the machine.
 */
final class Work {
  /** Less than a second. */
  private static final long MOST = 20_000_000;

  private long left;

  private Work(long left) {
    this.left = left;
  }

  static Work limited() {
    return new Work(MOST);
  }

  /** For what no caller chose. */
  static Work own() {
    return new Work(Long.MAX_VALUE);
  }

  /**
   * @param steps in the order of ten nanoseconds each
   * @throws Unusable that is too much
   */
  void take(long steps) {
    left -= steps;
    if (left < 0) {
      throw new Unusable("it takes too long to make a grammar of; simpler patterns take less");
    }
  }
}
