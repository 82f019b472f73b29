package dev.spillway.gateway.workers;

import dev.spillway.contracts.worker.Worker;
import java.util.concurrent.atomic.AtomicBoolean;

/** One request's place at a worker; counts as in flight until it is left. */
public final class Seat {
  private final WorkerSlot slot;
  private final int contextLength;
  private final Runnable release;
  private final AtomicBoolean left = new AtomicBoolean();

  Seat(WorkerSlot slot, int contextLength, Runnable release) {
    this.slot = slot;
    this.contextLength = contextLength;
    this.release = release;
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

  /** Once or more often; only the first counts. */
  public void leave() {
    if (left.compareAndSet(false, true)) {
      release.run();
    }
  }
}
