package dev.spillway.standalone;

import dev.spillway.standalone.console.CommandFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** What must hold before anything is started. */
final class Preconditions {
  private Preconditions() {}

  /** That others than this machine's users need a key. The gateway asks this itself, but later. */
  static void requireKeyBeyondLoopback(String host, boolean closed) {
    var address = new InetSocketAddress(host, 0).getAddress();
    if (!closed && address != null && !address.isLoopbackAddress()) {
      throw CommandFailure.inTheWay(
          "%s can be reached from other machines; set SPILLWAY_API_KEY, or SPILLWAY_HOST=127.0.0.1"
              .formatted(host));
    }
  }

  /** That nothing else listens there. */
  static void requirePort(String host, int port) {
    if (port < 0 || port > 65_535) {
      throw CommandFailure.usage("there is no port %d; ports go up to 65535".formatted(port));
    }
    try (var socket = new ServerSocket()) {
      var address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw CommandFailure.inTheWay(
            "there is no address '%s'; set SPILLWAY_HOST to one of this machine".formatted(host));
      }
      // As the gateway does: a port whose last connections are closing counts as free.
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      throw CommandFailure.inTheWay(
          "cannot listen on %s port %d (%s); stop what uses it, or set SPILLWAY_PORT to a free one"
              .formatted(host, port, e.getMessage()));
    }
  }

  /** That the file of settings has no mistakes; all that there are go to the terminal. */
  static void requireRight(Path file) {
    if (!Files.exists(file)) {
      throw CommandFailure.inTheWay("there is no file " + file);
    }
    var reading = CheckCommand.read(file, false);
    if (reading.file().isEmpty()) {
      reading.problems().forEach(System.err::println);
      throw CommandFailure.inTheWay(
          "%s is not right, so nothing is started; see './spillway check %s'"
              .formatted(file, file));
    }
  }

  /** That there is a model at all; whether it is whole, the worker finds out. */
  static void requireModels(Path folder) {
    try (var files = Files.list(folder)) {
      if (files.anyMatch(file -> file.getFileName().toString().endsWith(".gguf"))) {
        return;
      }
    } catch (IOException e) {
      // Said below: a folder that cannot be listed holds no model for us.
    }
    throw CommandFailure.inTheWay(
        "there is no .gguf file in %s; set SPILLWAY_MODELS to the folder of the models"
            .formatted(folder.toAbsolutePath().normalize()));
  }
}
