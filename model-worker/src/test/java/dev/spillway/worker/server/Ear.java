package dev.spillway.worker.server;

import dev.spillway.contracts.worker.GenerateEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;

/** A subscriber that asks for what a test tells it to ask for. */
final class Ear implements Flow.Subscriber<GenerateEvent> {
  final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  final CompletableFuture<Void> end = new CompletableFuture<>();
  final CountDownLatch first = new CountDownLatch(1);
  final List<GenerateEvent> events = new CopyOnWriteArrayList<>();
  private final long initially;

  Ear(long initially) {
    this.initially = initially;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription.complete(given);
    if (initially > 0) {
      given.request(initially);
    }
  }

  @Override
  public void onNext(GenerateEvent event) {
    events.add(event);
    first.countDown();
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }
}
