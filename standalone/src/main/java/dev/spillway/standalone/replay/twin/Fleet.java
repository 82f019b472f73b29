package dev.spillway.standalone.replay.twin;

import static java.util.Objects.requireNonNull;

import dev.spillway.standalone.replay.trace.TraceRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Simulated workers and their virtual clock.
 *
 * <p>The clock jumps from event to event: a request arrives, or a step ends. At one moment first
 * the steps end, then requests arrive, then idle workers begin; so those who come together can
 * begin together. Nothing depends on real time or chance, so the same input gives the same result.
 */
final class Fleet implements SimulatedWorker.Listener {
  private final Feed feed;
  private final Placement placement;
  private final LengthOracle lengths;
  private final Gauges gauges;
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();

  /** Of those who are at a worker, by their serials. */
  private final Map<Long, Placement.Place> places = new HashMap<>();

  private long serial;
  private int refused;

  Fleet(WorkerSetup setup, int workers, Feed feed, Placement placement, LengthOracle lengths) {
    this.feed = feed;
    this.placement = placement;
    this.lengths = lengths;
    this.gauges = new Gauges(workers);
    var shared = new SharedTier(setup.shared());
    for (int i = 0; i < workers; i++) {
      this.workers.add(new SimulatedWorker(setup, shared, gauges, this));
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
        next = Math.min(next, worker.nextAt());
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
    if (workers.stream().noneMatch(worker -> worker.canHold(call))) {
      refused++;
      return;
    }
    var place = placement.take(call, SimulatedWorker.loads(workers));
    places.put(call.serial(), place);
    workers.get(place.worker()).accept(call);
  }

  @Override
  public void prefilled(Call call) {
    place(call).prefilled();
  }

  @Override
  public void ended(Call call, Outcome outcome) {
    outcomes.add(outcome);
    place(call).leave(outcome);
    places.remove(call.serial());
  }

  private Placement.Place place(Call call) {
    return requireNonNull(places.get(call.serial()), "who is at a worker has a place");
  }

  private int queued() {
    int queued = 0;
    for (var worker : workers) {
      queued += worker.queued();
    }
    return queued;
  }
}
