package dev.spillway.gateway.cascade;

import java.time.Duration;

/**
 * Where everything about one request happens, one thing at a time: the event loop that serves its
 * connection. Nothing that runs here may wait.
 */
public interface Loop {

  /** Runs the task here, after what was given before. */
  void execute(Runnable task);

  /** Runs the task here after a delay, unless the returned action runs before. */
  Runnable after(Duration delay, Runnable task);

  /** Monotonic, in nanoseconds. */
  long nanoTime();
}
