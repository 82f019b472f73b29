package dev.spillway.worker.engine;

import dev.spillway.testkit.StoreServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** What lies between stores and their Redis, and can be made to misbehave. */
final class RedisWire implements AutoCloseable {
  enum Fault {
    NONE,

    /** Every reply comes {@value #DELAY_MILLIS} ms later, one behind the other. */
    SLOW,

    /** One bit of each large value is another. */
    FLIPPED,

    /** Half of a large value comes, and then the connection is reset. */
    CUT
  }

  private static final int DELAY_MILLIS = 200;
  private static final int LARGE = 1024;

  private final StoreServer redis;
  private final ServerSocket server;
  private final AtomicInteger spoiled = new AtomicInteger();
  private volatile Fault fault = Fault.NONE;

  RedisWire(StoreServer redis) {
    this.redis = redis;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "redis://127.0.0.1:" + server.getLocalPort();
  }

  void set(Fault now) {
    fault = now;
  }

  /** Large values that a fault befell. */
  int spoiled() {
    return spoiled.get();
  }

  private void accept() {
    try {
      while (true) {
        var near = server.accept();
        Thread.ofVirtual().start(() -> connect(near));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void connect(Socket near) {
    try (near;
        var far = new Socket(redis.host(), redis.port())) {
      var requests = Thread.ofVirtual().start(() -> passRequests(near, far));
      passReplies(far, near);
      reset(near);
      reset(far);
      requests.join();
    } catch (IOException e) {
      reset(near);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nothing in order: what is under way is lost. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  private static void passRequests(Socket near, Socket far) {
    try {
      near.getInputStream().transferTo(far.getOutputStream());
    } catch (IOException e) {
      // One of them is gone.
    } finally {
      reset(far);
    }
  }

  private void passReplies(Socket far, Socket near) {
    try {
      var in = new BufferedInputStream(far.getInputStream(), 1 << 16);
      var out = near.getOutputStream();
      for (var reply = next(in); reply.length > 0; reply = next(in)) {
        boolean large = reply.length > LARGE;
        var now = fault;
        if (large && now != Fault.NONE) {
          spoiled.incrementAndGet();
        }
        if (now == Fault.SLOW && (large || in.available() == 0)) {
          Thread.sleep(DELAY_MILLIS);
        } else if (now == Fault.FLIPPED && large) {
          flip(reply);
        } else if (now == Fault.CUT && large) {
          out.write(reply, 0, reply.length / 2);
          out.flush();
          return;
        }
        out.write(reply);
      }
    } catch (IOException e) {
      // One of them is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A bit of the value, not of the line that says how long it is. */
  private void flip(byte[] reply) {
    int from = 0;
    while (reply[from] != '\n') {
      from++;
    }
    var random = new SplittableRandom(spoiled.get());
    reply[random.nextInt(from + 1, reply.length - 2)] ^= (byte) (1 << random.nextInt(8));
  }

  /** A line, and the bytes that belong to it; empty at the end. */
  private static byte[] next(InputStream in) throws IOException {
    var reply = new ByteArrayOutputStream();
    int read = in.read();
    while (read >= 0) {
      reply.write(read);
      if (read == '\n') {
        int bytes = length(reply.toString(StandardCharsets.ISO_8859_1));
        reply.write(in.readNBytes(bytes));
        return reply.toByteArray();
      }
      read = in.read();
    }
    return new byte[0];
  }

  /** Of what follows a line. */
  private static int length(String line) {
    boolean bulk = line.startsWith("$") && !line.startsWith("$-");
    return bulk ? Integer.parseInt(line.substring(1, line.length() - 2)) + 2 : 0;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
