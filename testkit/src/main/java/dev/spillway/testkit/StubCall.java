package dev.spillway.testkit;

import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One call of a {@link StubWorker}, and what became of it. */
public final class StubCall implements Flow.Subscription {
  private final GenerateRequest request;
  private final List<Script.Step> steps;
  private final Flow.Subscriber<? super GenerateEvent> subscriber;
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private final AtomicLong demand = new AtomicLong();
  private final AtomicInteger said = new AtomicInteger();

  /** Above 0 while a thread runs the steps; more came to do meanwhile if above 1. */
  private final AtomicInteger busy = new AtomicInteger();

  private int step;
  private volatile boolean ended;

  StubCall(
      GenerateRequest request,
      List<Script.Step> steps,
      Flow.Subscriber<? super GenerateEvent> subscriber) {
    this.request = request;
    this.steps = steps;
    this.subscriber = subscriber;
  }

  void start() {
    subscriber.onSubscribe(this);
    advance();
  }

  public GenerateRequest request() {
    return request;
  }

  /** Completes when the caller cancels. */
  public CompletableFuture<Void> cancelled() {
    return cancelled;
  }

  /** Whether nothing more comes of it. */
  boolean over() {
    return cancelled.isDone() || ended;
  }

  /** Events that went out. */
  public int said() {
    return said.get();
  }

  @Override
  public void request(long n) {
    demand.addAndGet(n);
    advance();
  }

  @Override
  public void cancel() {
    cancelled.complete(null);
  }

  private void advance() {
    if (busy.getAndIncrement() > 0) {
      return;
    }
    var seen = 1;
    while (seen != 0) {
      while (runStep()) {
        step++;
      }
      seen = busy.addAndGet(-seen);
    }
  }

  /** Whether the step is done and the next one is due. */
  private boolean runStep() {
    if (cancelled.isDone() || step >= steps.size()) {
      return false;
    }
    switch (steps.get(step)) {
      case Script.Step.Say say -> {
        if (demand.get() == 0) {
          return false;
        }
        demand.decrementAndGet();
        said.incrementAndGet();
        subscriber.onNext(say.event());
      }
      case Script.Step.Fail fail -> {
        step = steps.size();
        ended = true;
        subscriber.onError(fail.failure());
      }
      case Script.Step.End end -> {
        step = steps.size();
        ended = true;
        subscriber.onComplete();
      }
      case Script.Step.Await await -> {
        if (!await.gate().isDone()) {
          var _ = await.gate().thenRun(this::advance);
          return false;
        }
      }
    }
    return true;
  }
}
