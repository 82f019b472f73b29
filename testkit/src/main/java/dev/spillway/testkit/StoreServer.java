package dev.spillway.testkit;

/**
 * A PostgreSQL or a Redis that a test may also break. Host and port stay the same over every call.
 */
public interface StoreServer {

  String host();

  int port();

  /** Freezes the server: connections stay open and nothing answers. */
  void pause();

  /** Undoes {@link #pause()}. */
  void resume();

  /** Stops the server: connections break and new ones are refused. */
  void stop();

  /** Undoes {@link #stop()}: returns when the server answers, PostgreSQL with its data. */
  void start();
}
