package dev.spillway.worker.engine;

/** A request that was submitted. */
public interface Ticket {
  /**
   * Stops the computing and frees the place within one step, whether the request waits or runs. The
   * listener hears nothing more, except a call that is already being made. May be called by any
   * thread, at any time, any number of times.
   */
  void cancel();
}
