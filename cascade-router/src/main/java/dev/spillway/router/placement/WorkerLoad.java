package dev.spillway.router.placement;

/** What one worker has to do, and how fast it is. */
final class WorkerLoad {
  private static final double NEW = 0.2;
  private static final double MOST = Math.log(16);

  /** What was measured counts half after this many requests that went elsewhere. */
  private static final double FORGET = Math.pow(0.5, 1.0 / 256);

  private static final double LEAST_TRUST = 1 / 16.0;

  /** Of a token, in nanoseconds, smoothed; 0 before the first measurement. */
  private double gap;

  /** Between 0 and 1: how much the measurement still counts. */
  private double trust;

  private int inFlight;
  private double prefillBlocks;
  private double decodeBlocks;
  private long lastChosen;

  int inFlight() {
    return inFlight;
  }

  double prefillBlocks() {
    return prefillBlocks;
  }

  double decodeBlocks() {
    return decodeBlocks;
  }

  long lastChosen() {
    return lastChosen;
  }

  boolean measured() {
    return gap > 0;
  }

  double logGap() {
    return Math.log(gap);
  }

  /**
   * How much longer it takes over a token than others do, by what is still trusted.
   *
   * @param usual logarithm of the gap of others
   */
  double slowness(double usual) {
    return gap == 0 ? 1 : Math.exp(trust * Math.clamp(Math.log(gap) - usual, -MOST, MOST));
  }

  void passedOver() {
    trust *= FORGET;
    if (trust < LEAST_TRUST) {
      forgetSpeed();
    }
  }

  void forgetSpeed() {
    gap = 0;
    trust = 0;
  }

  void chosen(double prefill, double decode, long now) {
    inFlight++;
    prefillBlocks += prefill;
    decodeBlocks += decode;
    lastChosen = now;
  }

  void prefilled(double prefill) {
    prefillBlocks = Math.max(0, prefillBlocks - prefill);
  }

  /** Where nothing is in flight nothing is left: rounding must not add up. */
  void left(double decode) {
    inFlight--;
    decodeBlocks = inFlight == 0 ? 0 : Math.max(0, decodeBlocks - decode);
    prefillBlocks = inFlight == 0 ? 0 : prefillBlocks;
  }

  void measured(double nanosPerToken) {
    gap = gap == 0 ? nanosPerToken : gap + NEW * (nanosPerToken - gap);
    trust = 1;
  }
}
