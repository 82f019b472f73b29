package dev.spillway.gateway.telemetry;

/** How long a request has waited for others, any number of them at once counting once. */
final class Waiting {
  private int reasons;
  private long since;
  private long total;

  /** There is something more to wait for. */
  void begin(long nanos) {
    if (reasons++ == 0) {
      since = nanos;
    }
  }

  /** There is one thing less to wait for. */
  void end(long nanos) {
    if (--reasons == 0) {
      total += nanos - since;
    }
  }

  /** In nanoseconds, up to now. */
  long total(long nanos) {
    return reasons > 0 ? total + nanos - since : total;
  }
}
