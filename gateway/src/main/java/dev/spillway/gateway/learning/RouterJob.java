package dev.spillway.gateway.learning;

import dev.spillway.gateway.decision.DecisionFilter;
import dev.spillway.gateway.decision.DecisionRow;
import io.smallrye.mutiny.Uni;

/**
 * Learns a router, and makes a version of a policy that goes by it. Once it publishes it cannot be
 * cancelled: the version may be made all the same.
 */
final class RouterJob implements Job {
  private final LearnOrder order;
  private final RouterPublisher publisher;
  private final RouterEvidence evidence;

  RouterJob(LearnOrder order, RouterPublisher publisher) {
    this.order = order;
    this.publisher = publisher;
    evidence = new RouterEvidence(order.tiers(), order.measure());
  }

  @Override
  public String policy() {
    return order.policy();
  }

  @Override
  public DecisionFilter filter() {
    return order.filter();
  }

  @Override
  public int decisions() {
    return order.decisions();
  }

  @Override
  public boolean reads() {
    return true;
  }

  @Override
  public boolean isFull() {
    return evidence.isFull();
  }

  @Override
  public void take(DecisionRow row) {
    evidence.add(row);
  }

  @Override
  public Uni<Found> finish(Progress progress) {
    progress.at("learning", 0.05);
    var trained = RouterTraining.of(evidence);
    progress.at("choosing", 0.9);
    double worth = trained.report().worth(order.goal());
    progress.at("publishing", 0.95);
    return publisher.publish(order, trained, worth).map(Found.Router::new);
  }
}
