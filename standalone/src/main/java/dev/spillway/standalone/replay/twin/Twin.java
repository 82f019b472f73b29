package dev.spillway.standalone.replay.twin;

import dev.spillway.standalone.replay.trace.Trace;
import dev.spillway.worker.schedule.SchedulingPolicy;
import java.util.Comparator;
import java.util.function.LongConsumer;

/**
 * A simulated twin of some workers: their own scheduler and block pool, a virtual clock, and a
 * model of how long a step takes.
 */
public record Twin(
    WorkerSetup setup, int workers, PlacementKind placement, LengthOracle lengths, long seed) {
  private static final String FIRST_COME = "fcfs";

  public Twin {
    if (workers < 1) {
      throw new IllegalArgumentException("there must be a worker");
    }
  }

  /** The same workers under another policy. */
  public Twin withPolicy(SchedulingPolicy policy) {
    return new Twin(setup.withPolicy(policy), workers, placement, lengths, seed);
  }

  /**
   * Plays a trace.
   *
   * @param watcher hears, now and then, how many requests have ended
   */
  public Run play(Trace trace, LongConsumer watcher) {
    return run(Feed.onTime(trace.requests()), watcher);
  }

  /**
   * Requests per second that these workers can end, of those of the trace.
   *
   * <p>It is found by playing the trace with somebody always waiting, first come first served with
   * this policy's admission, and counting the ends of the middle 80 %: neither the filling of the
   * memory nor its emptying is looked at.
   */
  public double capacity(Trace trace, LongConsumer watcher) {
    var admission = setup.policy().admission().name();
    var patient = withPolicy(SchedulingPolicy.named(FIRST_COME, admission));
    int wanted = Math.multiplyExact(workers, setup.limits().maxRunning());
    var run = patient.run(Feed.saturating(trace.requests(), wanted), watcher);
    var ends = run.outcomes().stream().map(Outcome::end).sorted(Comparator.naturalOrder()).toList();
    if (ends.isEmpty()) {
      return 0;
    }
    int from = ends.size() / 10;
    int to = ends.size() - 1 - from;
    double seconds = (ends.get(to) - ends.get(from)) / 1e9;
    return seconds > 0 ? (to - from) / seconds : ends.size() / (ends.getLast() / 1e9);
  }

  private Run run(Feed feed, LongConsumer watcher) {
    return new Fleet(setup, workers, feed, placement.create(workers, seed), lengths).run(watcher);
  }
}
