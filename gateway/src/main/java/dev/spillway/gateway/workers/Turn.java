package dev.spillway.gateway.workers;

import dev.spillway.router.fair.Waiter;
import dev.spillway.router.placement.Job;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request's wait in a {@link Line}. */
public final class Turn {
  private final Line line;
  private final Job job;
  private final Set<String> except;
  private final Consumer<Optional<Seat>> then;
  private final long since;

  /** Guarded by the line. */
  private @Nullable Waiter<Turn> waiter;

  Turn(Line line, Job job, Set<String> except, Consumer<Optional<Seat>> then, long since) {
    this.line = line;
    this.job = job;
    this.except = Set.copyOf(except);
    this.then = then;
    this.since = since;
  }

  /**
   * It wants no place any more. If it was given one that it has not heard of yet, it will, and has
   * to leave it.
   */
  public void leave() {
    line.leave(this);
  }

  Job job() {
    return job;
  }

  Set<String> except() {
    return except;
  }

  long since() {
    return since;
  }

  @Nullable Waiter<Turn> waiter() {
    return waiter;
  }

  void waits(Waiter<Turn> as) {
    waiter = as;
  }

  void over(Optional<Seat> seat) {
    then.accept(seat);
  }
}
