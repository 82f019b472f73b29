package dev.spillway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import redis.embedded.core.ExecutableProvider;

/** Redis as a child process; its data is in memory alone. */
final class EmbeddedRedisServer implements StoreServer {
  private final Path folder;
  private final Path executable;
  private final int port;
  private Process process;

  private EmbeddedRedisServer(Path folder, int port) throws IOException {
    this.folder = folder;
    this.port = port;
    this.executable =
        ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath().toAbsolutePath();
    this.process = launch();
  }

  static EmbeddedRedisServer create() {
    try {
      var folder = TemporaryFolder.create("spillway-test-redis");
      var created = new EmbeddedRedisServer(folder, Ports.free());
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    created.stop();
                    TemporaryFolder.delete(folder);
                  }));
      return created;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    Signals.freeze(process.toHandle());
  }

  @Override
  public void resume() {
    Signals.wake(process.toHandle());
  }

  /** At once: there is nothing to save. */
  @Override
  public void stop() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void start() {
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() throws IOException {
    var started =
        new ProcessBuilder(
                executable.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                host(),
                "--save",
                "",
                "--appendonly",
                "no")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("redis.log").toFile())
            .start();
    Ports.awaitListening(host(), port);
    return started;
  }
}
