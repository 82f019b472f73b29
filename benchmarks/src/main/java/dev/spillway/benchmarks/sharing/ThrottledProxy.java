package dev.spillway.benchmarks.sharing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** Passes bytes between a client and a server of this machine, no faster than told. */
final class ThrottledProxy implements AutoCloseable {
  private static final int PIECE = 16 << 10;

  private final ServerSocket listening;
  private final String host;
  private final int port;
  private final double nanosPerByte;

  /**
   * @param bytesPerSecond from the server to each client; infinite for as fast as it goes
   */
  ThrottledProxy(String host, int port, double bytesPerSecond) throws IOException {
    this.listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    this.host = host;
    this.port = port;
    this.nanosPerByte = 1e9 / bytesPerSecond;
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "redis://localhost:" + listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        var client = listening.accept();
        var server = new Socket(host, port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().start(() -> pass(client, server, 0));
        Thread.ofPlatform().daemon().start(() -> pass(server, client, nanosPerByte));
      } catch (IOException e) {
        // The benchmark is over, or a client went away.
      }
    }
  }

  private static void pass(Socket from, Socket to, double nanosPerByte) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      var piece = new byte[PIECE];
      long due = System.nanoTime();
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        due = Math.max(due, System.nanoTime()) + (long) (read * nanosPerByte);
        while (due - System.nanoTime() > 0) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        out.write(piece, 0, read);
      }
    } catch (IOException e) {
      // One side went away; so does the other.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
