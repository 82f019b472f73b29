package dev.spillway.gateway.response;

import dev.spillway.gateway.cascade.AnswerEvent;
import java.util.concurrent.Flow;

/** Passes an answer on and, at its end, to whoever keeps it. */
final class Recorder implements Flow.Subscriber<AnswerEvent> {
  private final Flow.Subscriber<? super AnswerEvent> client;
  private final Recording recording;
  private final Keeper keeper;

  /** Takes an answer that was given to its end. */
  interface Keeper {
    void keep(Recording recording);
  }

  Recorder(Flow.Subscriber<? super AnswerEvent> client, Recording recording, Keeper keeper) {
    this.client = client;
    this.recording = recording;
    this.keeper = keeper;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    client.onSubscribe(subscription);
  }

  @Override
  public void onNext(AnswerEvent event) {
    recording.take(event);
    client.onNext(event);
  }

  @Override
  public void onError(Throwable failure) {
    client.onError(failure);
  }

  @Override
  public void onComplete() {
    client.onComplete();
    keeper.keep(recording);
  }
}
