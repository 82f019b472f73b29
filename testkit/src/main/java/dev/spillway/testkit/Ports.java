package dev.spillway.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Ports for tests, for servers that have to be told theirs.
 *
 * <p>They lie below those that systems give to outgoing connections (from 32,768 on Linux, 49,152
 * elsewhere): one of those may be taken by any connection between the moment it is found free and
 * the moment somebody listens there. None is given twice by a process.
 */
public final class Ports {
  private static final int FIRST = 10_000;
  private static final int COUNT = 22_000;

  /** The servers of a Redis Cluster talk to each other at a port that is so much higher. */
  private static final int BUS = 10_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private Ports() {}

  /** One at which nobody listens now. */
  public static int free() {
    return next(COUNT, Ports::isFree);
  }

  /** One for a server of a Redis Cluster: nobody listens there, nor at the port of its bus. */
  public static int freeInCluster() {
    return next(COUNT - BUS, port -> isFree(port) && isFree(port + BUS));
  }

  private static int next(int count, IntPredicate wanted) {
    return IntStream.generate(() -> NEXT.getAndIncrement())
        .limit(COUNT)
        .map(number -> Math.floorMod(number, COUNT))
        .filter(number -> number < count)
        .map(number -> FIRST + number)
        .filter(wanted)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no port is free"));
  }

  static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns when something accepts connections there; fails after half a minute. */
  public static void awaitListening(String host, int port) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!listening(host, port)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("nothing listens on %s:%d".formatted(host, port));
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static boolean listening(String host, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
