package dev.spillway.gateway.policy;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Work that runs once at a time, however often it is asked for: whoever asks is sure that a run
 * begins after the asking. At most one run waits.
 */
public final class Coalesced {
  private final Supplier<Uni<?>> work;
  private final AtomicInteger asked = new AtomicInteger();

  /**
   * @param work must end, and handles its failures itself
   */
  public Coalesced(Supplier<Uni<?>> work) {
    this.work = work;
  }

  public void ask() {
    if (asked.getAndIncrement() == 0) {
      run();
    }
  }

  private void run() {
    var answered = asked.get();
    work.get().subscribe().with(done -> ended(answered), failure -> ended(answered));
  }

  private void ended(int answered) {
    if (asked.addAndGet(-answered) > 0) {
      run();
    }
  }
}
