package dev.spillway.standalone.replay.twin;

/** What a fleet's memory and queue did over time. One thread. */
public final class Gauges {
  private static final long FIRST_SPAN = 1_000_000;

  private final Series occupancy = new Series(FIRST_SPAN);
  private final Series queue = new Series(FIRST_SPAN);
  private final int workers;
  private double shortOccupancy;
  private long shortNanos;
  private long waitedNanos;
  private long busyNanos;
  private double mostOccupancy;
  private int longestQueue;
  private long steps;
  private long stepTokens;

  Gauges(int workers) {
    this.workers = workers;
  }

  /**
   * A worker's step.
   *
   * @param tokens that it computes
   * @param occupancyNow share of its KV blocks that are owned
   * @param queued that wait for their first step
   * @param room whether the step had a place and tokens for one more
   */
  void step(long from, long to, int tokens, double occupancyNow, int queued, boolean room) {
    steps++;
    stepTokens += tokens;
    busyNanos += to - from;
    mostOccupancy = Math.max(mostOccupancy, occupancyNow);
    longestQueue = Math.max(longestQueue, queued);
    if (queued > 0) {
      waitedNanos += to - from;
    }
    if (queued > 0 && room) {
      shortNanos += to - from;
      shortOccupancy += occupancyNow * (to - from);
    }
    occupancy.add(from, to, occupancyNow / workers);
    queue.add(from, to, queued);
  }

  /** Mean share of KV blocks that are owned, over time and workers. */
  public Series occupancy() {
    return occupancy;
  }

  /** Requests that wait for their first step, of all workers. */
  public Series queue() {
    return queue;
  }

  /**
   * Mean occupancy of a worker while memory is what somebody waits for: the step had room, and he
   * was not admitted. Zero if that never was.
   */
  public double shortOccupancy() {
    return shortNanos == 0 ? 0 : shortOccupancy / shortNanos;
  }

  /** Of the time that workers computed, the share in which memory was what somebody waited for. */
  public double shortShare() {
    return busyNanos == 0 ? 0 : (double) shortNanos / busyNanos;
  }

  /** Of the time that workers computed, the share in which somebody waited for anything. */
  public double waitedShare() {
    return busyNanos == 0 ? 0 : (double) waitedNanos / busyNanos;
  }

  public double mostOccupancy() {
    return mostOccupancy;
  }

  /** Of one worker. */
  public int longestQueue() {
    return longestQueue;
  }

  public long steps() {
    return steps;
  }

  public double tokensPerStep() {
    return steps == 0 ? 0 : (double) stepTokens / steps;
  }

  /** Worker-seconds of computing. */
  public double busySeconds() {
    return busyNanos / 1e9;
  }
}
