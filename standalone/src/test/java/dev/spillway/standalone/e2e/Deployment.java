package dev.spillway.standalone.e2e;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A running Spillway.
 *
 * @param metrics where the worker's metrics are
 */
record Deployment(Api api, URI metrics, String adminKey) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What the worker counts. */
  record WorkerCounts(double running, double waiting, double generatedTokens, double cancelled) {
    boolean idle() {
      return running == 0 && waiting == 0;
    }
  }

  WorkerCounts worker() {
    var metrics = Metrics.read(metrics());
    return new WorkerCounts(
        metrics.sum("spillway_worker_requests_running"),
        metrics.sum("spillway_worker_requests_waiting"),
        metrics.sum("spillway_worker_tokens_generated_total"),
        metrics.sumSoFar("spillway_worker_requests_cancelled_total"));
  }

  /** Returns what is counted when nothing runs or waits. */
  WorkerCounts awaitIdleWorker() {
    var end = System.nanoTime() + PATIENCE.toNanos();
    var counts = worker();
    while (!counts.idle()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the worker is still busy: " + counts);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      counts = worker();
    }
    return counts;
  }
}
