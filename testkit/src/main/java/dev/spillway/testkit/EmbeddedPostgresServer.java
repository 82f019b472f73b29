package dev.spillway.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** PostgreSQL as a child process, with its data in a temporary folder. */
final class EmbeddedPostgresServer implements StoreServer {
  private final Path data;
  private final int port;
  private EmbeddedPostgres server;

  private EmbeddedPostgresServer(Path data, int port) {
    this.data = data;
    this.port = port;
    this.server = launch();
  }

  static EmbeddedPostgresServer create() {
    var folder = TemporaryFolder.create("spillway-test-postgres");
    var created = new EmbeddedPostgresServer(folder.resolve("data"), Ports.free());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  created.stop();
                  TemporaryFolder.delete(folder);
                }));
    return created;
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void pause() {
    Signals.freeze(postmaster());
  }

  @Override
  public void resume() {
    Signals.wake(postmaster());
  }

  @Override
  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void start() {
    server = launch();
  }

  private EmbeddedPostgres launch() {
    var log = ProcessBuilder.Redirect.appendTo(data.resolveSibling("postgres.log").toFile());
    try {
      return EmbeddedPostgres.builder()
          .setDataDirectory(data)
          .setCleanDataDirectory(false)
          .setRegisterShutdownHook(false)
          .setPort(port)
          .setServerConfig("listen_addresses", "127.0.0.1")
          .setServerConfig("unix_socket_directories", "")
          .setOutputRedirector(log)
          .setErrorRedirector(log)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server detaches itself, so its number is read from its own file. */
  private ProcessHandle postmaster() {
    try (var lines = Files.lines(data.resolve("postmaster.pid"))) {
      return ProcessHandle.of(Long.parseLong(lines.findFirst().orElseThrow().strip()))
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
