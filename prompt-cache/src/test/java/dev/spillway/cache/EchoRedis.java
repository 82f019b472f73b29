package dev.spillway.cache;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says of each key that it is its own value, so that a reply which is taken for another's shows. It
 * can be made to say nothing for a while; what it owes it says afterwards.
 */
final class EchoRedis implements AutoCloseable {
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger owed = new AtomicInteger();
  private volatile boolean greets = true;
  private volatile CountDownLatch talk = new CountDownLatch(0);

  EchoRedis() {
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

  /** Connections that were made, ever. */
  int accepted() {
    return accepted.get();
  }

  /** Connections that the other side has not closed. */
  int open() {
    return open.size();
  }

  /** Commands that it has said nothing to. */
  int owed() {
    return owed.get();
  }

  /** From now on it says nothing; to new connections not even hello, unless it greets. */
  void fallSilent(boolean stillGreets) {
    greets = stillGreets;
    talk = new CountDownLatch(1);
  }

  void speak() {
    greets = true;
    talk.countDown();
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        accepted.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      while (true) {
        var command = command(in);
        Thread.ofVirtual().start(() -> reply(socket, command, talk));
      }
    } catch (IOException e) {
      // It is gone.
    } finally {
      open.remove(socket);
    }
  }

  private void reply(Socket socket, String[] command, CountDownLatch mayTalk) {
    boolean hello = command[0].equalsIgnoreCase("hello");
    owed.incrementAndGet();
    try {
      if (!hello || !greets) {
        mayTalk.await();
      }
      var value = hello ? "hello" : command[1];
      var reply = "$%d\r\n%s\r\n".formatted(value.length(), value);
      socket.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Nobody wants it any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      owed.decrementAndGet();
    }
  }

  private static String[] command(DataInputStream in) throws IOException {
    var words = new String[length(in)];
    for (int i = 0; i < words.length; i++) {
      words[i] = new String(in.readNBytes(length(in)), StandardCharsets.UTF_8);
      in.skipNBytes(2);
    }
    return words;
  }

  /** Of a line like {@code *2} or {@code $11}. */
  private static int length(DataInputStream in) throws IOException {
    in.readByte();
    int length = 0;
    for (byte next = in.readByte(); next != '\r'; next = in.readByte()) {
      length = 10 * length + next - '0';
    }
    in.readByte();
    return length;
  }

  /** Closes the connections that there are. */
  void hangUp() {
    try {
      for (var socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    hangUp();
    speak();
  }
}
