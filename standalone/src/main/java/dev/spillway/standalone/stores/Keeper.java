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
  private final Duration look;
  private final Thread thread;

  /** Nobody starts the server while another one stops it. */
  private final ReentrantLock lock = new ReentrantLock();

  private boolean dismissed;

  private Keeper(StoreProcess server, Duration look) {
    this.server = server;
    this.look = look;
    thread = Thread.ofVirtual().name("keeper-of-" + server.name()).unstarted(this::keep);
  }

  static Keeper over(StoreProcess server) {
    return over(server, LOOK);
  }

  static Keeper over(StoreProcess server, Duration look) {
    var keeper = new Keeper(server, look);
    keeper.thread.start();
    return keeper;
  }

  /** Whether it has ended in this time. */
  boolean join(Duration patience) throws InterruptedException {
    return thread.join(patience);
  }

  /** The server may end by itself from now on. */
  void dismiss() {
    lock.lock();
    try {
      dismissed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns when the server has ended. */
  void stop() throws IOException, InterruptedException {
    dismiss();
    server.stop();
  }

  private void keep() {
    try {
      var pause = look;
      while (!dismissed()) {
        Thread.sleep(pause);
        pause = afterLook(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean dismissed() {
    lock.lock();
    try {
      return dismissed;
    } finally {
      lock.unlock();
    }
  }

  /** Returns how long to wait before the next one. */
  private Duration afterLook(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      if (dismissed || server.isRunning()) {
        return look;
      }
      server.restart();
      System.err.println("spillway: %s had ended and was started again".formatted(server.name()));
      return look;
    } catch (IOException | RuntimeException e) {
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
