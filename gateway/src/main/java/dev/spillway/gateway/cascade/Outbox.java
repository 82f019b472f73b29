package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;

/**
 * Events that wait until the client's side asks for them. Completion follows the last of them; a
 * failure does not wait and drops what nobody asked for.
 */
public final class Outbox {
  private final Flow.Subscriber<? super AnswerEvent> client;
  private final Deque<AnswerEvent> waiting = new ArrayDeque<>();
  private long demand;
  private boolean draining;
  private boolean complete;
  private boolean closed;

  public Outbox(Flow.Subscriber<? super AnswerEvent> client) {
    this.client = client;
  }

  public int size() {
    return waiting.size();
  }

  public void request(long n) {
    demand = Math.max(demand + n, n);
    drain();
  }

  public void put(AnswerEvent event) {
    if (!closed) {
      waiting.add(event);
      drain();
    }
  }

  public void complete() {
    complete = true;
    drain();
  }

  public void fail(ErrorKind kind) {
    if (!closed) {
      close();
      client.onError(new SpillwayException(kind));
    }
  }

  /** Nothing is said any more. */
  public void close() {
    closed = true;
    waiting.clear();
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    while (demand > 0 && !waiting.isEmpty()) {
      demand--;
      client.onNext(waiting.remove());
    }
    draining = false;
    if (complete && waiting.isEmpty() && !closed) {
      close();
      client.onComplete();
    }
  }
}
