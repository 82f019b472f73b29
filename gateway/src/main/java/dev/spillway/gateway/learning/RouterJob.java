package dev.spillway.gateway.learning;

import dev.spillway.gateway.audit.Deed;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.gateway.meaning.QuestionMeanings;
import dev.spillway.router.routing.Example;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Learns a router, and makes a version of a policy that goes by it. Once it publishes it cannot be
 * cancelled: the version may be made all the same.
 */
final class RouterJob implements Job {
  private final LearnOrder order;
  private final QuestionMeanings meanings;
  private final RouterPublisher publisher;
  private final Executor thread;
  private final RouterEvidence evidence;

  /** Of whoever asked for it. */
  private final Optional<Deed> deed = Deed.current();

  /**
   * @param thread where it computes
   */
  RouterJob(
      LearnOrder order, QuestionMeanings meanings, RouterPublisher publisher, Executor thread) {
    this.order = order;
    this.meanings = meanings;
    this.publisher = publisher;
    this.thread = thread;
    evidence = new RouterEvidence(order.tiers(), order.measure());
  }

  @Override
  public LearnOrder order() {
    return order;
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
    RouterTraining.check(evidence);
    if (!order.embeddings()) {
      return learn(evidence.examples(), progress);
    }
    return meanings
        .of(evidence.toEmbed(), share -> progress.at("embedding", 0.05 + 0.45 * share))
        .emitOn(thread)
        .chain(known -> learn(evidence.examples(known), progress));
  }

  private Uni<Found> learn(List<Example> examples, Progress progress) {
    progress.at("learning", order.embeddings() ? 0.5 : 0.05);
    var trained = RouterTraining.of(evidence, examples);
    progress.at("choosing", 0.9);
    double worth = trained.report().worth(order.goal());
    progress.at("publishing", 0.95);
    return publisher.publish(order, trained, worth, deed).map(Found.Router::new);
  }
}
