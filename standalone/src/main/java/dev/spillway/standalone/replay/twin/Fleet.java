package dev.spillway.standalone.replay.twin;

import dev.spillway.standalone.replay.trace.TraceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Simulated workers and their virtual clock.
 *
 * <p>The clock jumps from event to event: a request arrives, or a step ends. At one moment first
 * the steps end, then requests arrive, then idle workers begin; so those who come together can
 * begin together. Nothing depends on real time or chance, so the same input gives the same result.
 */
final class Fleet {
  private final Feed feed;
  private final Placement placement;
  private final LengthOracle lengths;
  private final Gauges gauges;
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private long serial;
  private int refused;

  Fleet(WorkerSetup setup, int workers, Feed feed, Placement placement, LengthOracle lengths) {
    this.feed = feed;
    this.placement = placement;
    this.lengths = lengths;
    this.gauges = new Gauges(workers);
    for (int i = 0; i < workers; i++) {
      this.workers.add(new SimulatedWorker(setup, gauges, outcomes::add));
    }
  }

  /**
   * Runs until all requests have ended.
   *
   * @param watcher hears, now and then, how many requests have ended
   */
  Run run(LongConsumer watcher) {
    long now = 0;
    while (true) {
      int queued = 0;
      long next = Long.MAX_VALUE;
      for (var worker : workers) {
        queued += worker.queued();
        next = Math.min(next, worker.stepEnds());
      }
      next = Math.min(next, feed.nextAt(now, queued));
      if (next == Long.MAX_VALUE) {
        return new Run(List.copyOf(outcomes), refused, gauges, now);
      }
      now = next;
      advance(now);
      watcher.accept(outcomes.size());
    }
  }

  private void advance(long now) {
    for (var worker : workers) {
      if (worker.stepEnds() == now) {
        worker.finish(now);
      }
    }
    while (feed.nextAt(now, queued()) == now) {
      place(feed.take(), now);
    }
    for (var worker : workers) {
      if (!worker.computes() && worker.present() > 0) {
        worker.begin(now);
      }
    }
  }

  private void place(TraceRequest request, long now) {
    var call = new Call(request, serial, now, lengths.predict(request, serial));
    serial++;
    var worker = workers.get(placement.choose(request, SimulatedWorker.loads(workers)));
    if (worker.canHold(call)) {
      worker.accept(call);
    } else {
      refused++;
    }
  }

  private int queued() {
    int queued = 0;
    for (var worker : workers) {
      queued += worker.queued();
    }
    return queued;
  }
}
