package dev.spillway.gateway.workers;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.GenerateEvent;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A subscriber that a test reads from. */
public final class EventQueue implements Flow.Subscriber<GenerateEvent> {
  private final BlockingQueue<GenerateEvent> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> complete = new CompletableFuture<>();
  private volatile Flow.@Nullable Subscription subscription;

  @Override
  public void onSubscribe(Flow.Subscription opened) {
    subscription = opened;
  }

  @Override
  public void onNext(GenerateEvent event) {
    events.add(event);
  }

  @Override
  public void onError(Throwable failure) {
    complete.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    complete.complete(null);
  }

  public void request(long n) {
    requireNonNull(subscription).request(n);
  }

  public void cancel() {
    requireNonNull(subscription).cancel();
  }

  public GenerateEvent next() throws InterruptedException {
    return requireNonNull(events.poll(10, TimeUnit.SECONDS), "no event came");
  }

  public int arrived() {
    return events.size();
  }

  public CompletableFuture<Void> complete() {
    return complete;
  }

  public ErrorKind failure() throws Exception {
    try {
      complete.get(10, TimeUnit.SECONDS);
      throw new AssertionError("the stream did not fail");
    } catch (ExecutionException e) {
      return SpillwayException.kindOf(requireNonNull(e.getCause()));
    }
  }
}
