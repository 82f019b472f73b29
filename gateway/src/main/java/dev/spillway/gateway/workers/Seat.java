package dev.spillway.gateway.workers;

import dev.spillway.contracts.worker.Worker;
import dev.spillway.router.placement.Placement;

/**
 * One request's place at a worker; counts as in flight until it is left. Belongs to the request's
 * loop. It measures how fast the worker is: the time between its first and its last token.
 */
public final class Seat {
  private final WorkerSlot slot;
  private final int contextLength;
  private final Placement.Place place;
  private int tokens;
  private long first;
  private long last;

  Seat(WorkerSlot slot, int contextLength, Placement.Place place) {
    this.slot = slot;
    this.contextLength = contextLength;
    this.place = place;
  }

  /** The worker's name: its address, or {@code local-0} and so on. */
  public String worker() {
    return slot.name();
  }

  public Worker call() {
    return slot.worker();
  }

  /** Of the model that the place was taken for, in tokens: no answer is longer. */
  public int contextLength() {
    return contextLength;
  }

  /** The worker has generated a token. */
  public void token(long nanoTime) {
    if (tokens++ == 0) {
      first = nanoTime;
      place.prefilled();
    }
    last = nanoTime;
  }

  /** Once or more often; only the first counts. */
  public void leave() {
    place.leave(tokens - 1, last - first);
  }
}
