package dev.spillway.standalone.stores;

import java.io.IOException;

/** A server that we started and must stop. */
interface StoreProcess {

  /** As people call it. */
  String name();

  /** Whether it has not ended by itself. */
  boolean isRunning();

  /**
   * Starts it once more where it was; it is not running.
   *
   * @throws IOException if it does not start now
   */
  void restart() throws IOException, InterruptedException;

  /** Returns when it has ended. */
  void stop() throws IOException, InterruptedException;
}
