package dev.spillway.standalone.stores;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Starts a server again that has ended by itself, as one that ran out of memory. It looks every
 * second, and waits twice as long each time that the server does not start, up to half a minute.
 */
final class Keeper {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final StoreProcess server;

  /** Nobody starts the server while another one stops it. */
  private final ReentrantLock lock = new ReentrantLock();

  private boolean stopped;

  private Keeper(StoreProcess server) {
    this.server = server;
  }

  static Keeper over(StoreProcess server) {
    var keeper = new Keeper(server);
    Thread.ofVirtual().name("keeper-of-" + server.name()).start(keeper::keep);
    return keeper;
  }

  /** Returns when the server has ended. */
  void stop() throws IOException, InterruptedException {
    lock.lock();
    try {
      stopped = true;
      server.stop();
    } finally {
      lock.unlock();
    }
  }

  private void keep() {
    try {
      var pause = LOOK;
      while (!stopped()) {
        Thread.sleep(pause);
        pause = look(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean stopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /** Returns how long to wait before the next look. */
  private Duration look(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      if (stopped || server.isRunning()) {
        return LOOK;
      }
      server.restart();
      System.err.println("spillway: %s had ended and was started again".formatted(server.name()));
      return LOOK;
    } catch (IOException e) {
      var next = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
      System.err.println(
          "spillway: %s has ended and does not start (%s); again in %d s"
              .formatted(server.name(), e.getMessage(), next.toSeconds()));
      return next;
    } finally {
      lock.unlock();
    }
  }
}
