package dev.spillway.worker.schedule;

/**
 * What {@link Promises} remembers of one sequence, from its offer until both its ends are known.
 */
final class Promise<S extends Sequence> {
  private static final long NOT_YET = -1;

  final S sequence;

  /** Work of it and of all that came before. */
  final double upTo;

  /** Of it alone. */
  final double work;

  /** When it must begin if its answer is to be in time, less the time that all have. */
  final double latestStart;

  /** When it would have begun, first come, first served. */
  private long shadow = NOT_YET;

  private long began = NOT_YET;
  private long service = NOT_YET;

  /** It may be late. */
  boolean released;

  Promise(S sequence, double upTo, double work, double latestStart) {
    this.sequence = sequence;
    this.upTo = upTo;
    this.work = work;
    this.latestStart = latestStart;
  }

  boolean hasBegun() {
    return began != NOT_YET;
  }

  void begin(long now) {
    began = now;
  }

  void beginInShadow(long now) {
    shadow = now;
  }

  void end(long now) {
    service = now - began;
  }

  /** From its first step to its end, in seconds. */
  double serviceSeconds() {
    return service / 1e9;
  }

  /** Whether it ended here and has begun there. */
  boolean isKnown() {
    return shadow != NOT_YET && service != NOT_YET;
  }

  /** How long it would have taken, first come, first served. */
  double shadowSeconds() {
    return (shadow - sequence.arrival() + service) / 1e9;
  }
}
