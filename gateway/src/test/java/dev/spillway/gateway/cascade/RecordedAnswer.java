package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a client's side was told. */
public final class RecordedAnswer implements Flow.Subscriber<AnswerEvent> {
  public final List<AnswerEvent> events = new ArrayList<>();
  public Flow.@Nullable Subscription subscription;
  public @Nullable ErrorKind failure;
  public boolean complete;

  @Override
  public void onSubscribe(Flow.Subscription opened) {
    subscription = opened;
  }

  @Override
  public void onNext(AnswerEvent event) {
    assertOpen();
    events.add(event);
  }

  @Override
  public void onError(Throwable thrown) {
    assertOpen();
    failure = SpillwayException.kindOf(thrown);
  }

  @Override
  public void onComplete() {
    assertOpen();
    complete = true;
  }

  public String text() {
    return events.stream()
        .map(event -> event instanceof AnswerEvent.Text text ? text.text() : "")
        .collect(Collectors.joining());
  }

  public AnswerEvent.Finished finished() {
    return (AnswerEvent.Finished) events.getLast();
  }

  private void assertOpen() {
    if (complete || failure != null) {
      throw new AssertionError("something was said after the end");
    }
  }
}
