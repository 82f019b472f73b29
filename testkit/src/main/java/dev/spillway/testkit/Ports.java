package dev.spillway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ports for tests. */
public final class Ports {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Ports() {}

  /** A loopback port that the system says is free now. */
  public static int free() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
