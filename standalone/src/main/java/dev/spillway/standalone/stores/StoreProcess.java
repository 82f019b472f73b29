package dev.spillway.standalone.stores;

import java.io.IOException;

/** A server that we started and must stop. */
interface StoreProcess {

  /** Returns when it has ended. */
  void stop() throws IOException, InterruptedException;
}
