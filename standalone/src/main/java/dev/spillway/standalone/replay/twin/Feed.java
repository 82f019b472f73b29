package dev.spillway.standalone.replay.twin;

import dev.spillway.standalone.replay.trace.TraceRequest;
import java.util.List;

/** When requests come. */
interface Feed {
  /**
   * When the next one comes: a moment not before {@code now}, or never.
   *
   * @param queued requests that wait for their first step
   */
  long nextAt(long now, int queued);

  /** Takes the next one. */
  TraceRequest take();

  /** At the moments that the trace says. */
  static Feed onTime(List<TraceRequest> requests) {
    return new Feed() {
      private int taken;

      @Override
      public long nextAt(long now, int queued) {
        return taken < requests.size() ? requests.get(taken).arrival() : Long.MAX_VALUE;
      }

      @Override
      public TraceRequest take() {
        return requests.get(taken++);
      }
    };
  }

  /** In the order of the trace, as soon as fewer than {@code wanted} wait. */
  static Feed saturating(List<TraceRequest> requests, int wanted) {
    var left = requests.iterator();
    return new Feed() {
      @Override
      public long nextAt(long now, int queued) {
        return left.hasNext() && queued < wanted ? now : Long.MAX_VALUE;
      }

      @Override
      public TraceRequest take() {
        return left.next();
      }
    };
  }
}
