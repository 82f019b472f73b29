package dev.spillway.gateway.cascade;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.tenancy.Namespaces;
import dev.spillway.gateway.workers.WorkerPool;
import dev.spillway.router.length.LengthPredictor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Flow;

/** Answers requests by their policies; what all requests share. */
@Singleton
public final class CascadeRunner {
  final WorkerPool pool;
  final LengthPredictor lengths;
  final Namespaces namespaces;
  final CascadeMeters meters;
  final Witness witness;
  final Attempt.Patience patience;
  final int resumptions;
  final Duration deadline;

  @Inject
  CascadeRunner(
      WorkerPool pool,
      LengthPredictor lengths,
      Namespaces namespaces,
      CascadeMeters meters,
      Witness witness,
      GatewayConfig config) {
    this(
        pool,
        lengths,
        namespaces,
        meters,
        witness,
        new Attempt.Patience(config.worker().firstEventTimeout(), config.worker().idleTimeout()),
        config.worker().resumptions(),
        config.deadline());
  }

  CascadeRunner(
      WorkerPool pool,
      LengthPredictor lengths,
      Namespaces namespaces,
      CascadeMeters meters,
      Witness witness,
      Attempt.Patience patience,
      int resumptions,
      Duration deadline) {
    this.pool = pool;
    this.lengths = lengths;
    this.namespaces = namespaces;
    this.meters = meters;
    this.witness = witness;
    this.patience = patience;
    this.resumptions = resumptions;
    this.deadline = deadline;
  }

  /**
   * The answer to one request.
   *
   * @param loop where the publisher is subscribed to, its subscriber called, and its subscription
   *     used
   */
  public Flow.Publisher<AnswerEvent> answer(CascadeRequest request, Loop loop) {
    return client -> new CascadeRun(this, request, loop, client).start();
  }
}
