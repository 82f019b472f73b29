package dev.spillway.gateway.learning;

import dev.spillway.gateway.decision.DecisionRow;
import io.smallrye.mutiny.Uni;
import java.time.Clock;

/** Fits a policy's thresholds. */
final class ThresholdJob implements Job {
  private final FitOrder order;
  private final FitStore store;
  private final Clock clock;
  private final EvidenceReader reader;

  ThresholdJob(FitOrder order, FitStore store, Clock clock) {
    this.order = order;
    this.store = store;
    this.clock = clock;
    reader =
        new EvidenceReader(
            order.tiers(), order.measure(), order.upload().qualities(), order.opinion());
    order.upload().replies().forEach(reader::add);
  }

  @Override
  public FitOrder order() {
    return order;
  }

  @Override
  public boolean reads() {
    return false;
  }

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public void take(DecisionRow row) {
    reader.add(row);
  }

  @Override
  public Uni<Found> finish(Progress progress) {
    var report =
        new ThresholdFitting(reader.read())
            .fit(order.policy(), order.measure(), order.scorers(), order.goal(), progress);
    return store.put(report, clock.instant()).replaceWith(new Found.Front(report));
  }
}
