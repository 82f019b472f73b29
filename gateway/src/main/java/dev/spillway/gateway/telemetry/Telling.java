package dev.spillway.gateway.telemetry;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.cascade.AnswerEvent;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Stands before what writes an answer to its client, and tells the {@link Journey} what passes. A
 * client that does not ask for the next event keeps the answer waiting.
 */
final class Telling implements Flow.Subscriber<AnswerEvent>, Flow.Subscription {
  private final Journey journey;
  private final Flow.Subscriber<AnswerEvent> client;
  private Flow.@Nullable Subscription answer;
  private boolean asked;
  private boolean full;

  Telling(Journey journey, Flow.Subscriber<AnswerEvent> client) {
    this.journey = journey;
    this.client = client;
  }

  @Override
  public void onSubscribe(Flow.Subscription opened) {
    answer = opened;
    client.onSubscribe(this);
  }

  @Override
  public void request(long n) {
    asked = true;
    if (full) {
      full = false;
      journey.clientTakes();
    }
    requireNonNull(answer).request(n);
  }

  @Override
  public void cancel() {
    requireNonNull(answer).cancel();
  }

  @Override
  public void onNext(AnswerEvent event) {
    journey.pass(event);
    asked = false;
    client.onNext(event);
    if (!asked) {
      full = true;
      journey.clientFull();
    }
  }

  @Override
  public void onError(Throwable failure) {
    journey.broken(SpillwayException.kindOf(failure));
    client.onError(failure);
  }

  @Override
  public void onComplete() {
    client.onComplete();
  }
}
