package dev.spillway.standalone.stores;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports on loopback. */
final class LoopbackPorts {
  private LoopbackPorts() {}

  /** One that the system says is free; another process may take it before we do. */
  static int free() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
