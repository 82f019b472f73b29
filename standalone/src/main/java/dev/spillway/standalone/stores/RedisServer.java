package dev.spillway.standalone.stores;

import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.console.Progress;
import dev.spillway.standalone.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/**
 * Redis as a process of ours.
 *
 * <p>Its memory has a limit. When it is full, keys that expire by themselves are dropped, the least
 * recently used first, and no other key ever: caches give way, and what has no time limit stays.
 * Nothing is written to disk, because PostgreSQL holds all that must last.
 */
final class RedisServer implements StoreProcess {
  private static final int ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ProcessHandle process;
  private final Guardian guardian;
  private final int port;
  private final String password;

  private RedisServer(ProcessHandle process, Guardian guardian, int port, String password) {
    this.process = process;
    this.guardian = guardian;
    this.port = port;
    this.password = password;
  }

  static RedisServer start(Home home, Progress.Phase phase)
      throws IOException, InterruptedException {
    var folder = Files.createDirectories(home.data("redis"));
    var pidFile = folder.resolve("redis.pid");
    var left = LeftBehind.find(pidFile, "redis-server");
    if (left.isPresent()) {
      phase.is("stopping the one that an earlier run left behind");
      end(left.get());
    }
    phase.is("starting");
    var password = home.secret("redis-password").value();
    var program = executable(home);
    var log = home.log("redis");
    for (var attempt = 1; ; attempt++) {
      Files.deleteIfExists(pidFile);
      var port = LoopbackPorts.free();
      var settings = writeSettings(folder, pidFile, log, port, password);
      var status = Commands.run(List.of(program.toString(), settings.toString()), log, 30);
      if (status == 0 && RedisProbe.await(port, password, PATIENCE)) {
        var process =
            LeftBehind.find(pidFile, "redis-server")
                .orElseThrow(() -> new IOException("Redis ended at once; see " + log));
        return new RedisServer(process, Guardian.over(process.pid(), "TERM"), port, password);
      }
      if (attempt == ATTEMPTS) {
        throw CommandFailure.inTheWay(
            "Redis does not start (%s); see %s, or set SPILLWAY_REDIS_URL"
                .formatted(Commands.lastLine(log), log));
      }
    }
  }

  int port() {
    return port;
  }

  String url() {
    return "redis://:%s@127.0.0.1:%d".formatted(password, port);
  }

  @Override
  public void stop() throws IOException, InterruptedException {
    end(process);
    guardian.close();
  }

  /** Asks often: of a process that is no child of ours the JDK learns only every few seconds. */
  private static void end(ProcessHandle process) throws InterruptedException {
    process.destroy();
    var giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (process.isAlive()) {
      if (System.nanoTime() > giveUp) {
        process.destroyForcibly();
      }
      Thread.sleep(20);
    }
  }

  /** In a file that only we can read, because every user can read a command line. */
  private static Path writeSettings(Path folder, Path pidFile, Path log, int port, String password)
      throws IOException {
    var file = folder.resolve("redis.conf");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(
        file,
        """
        bind 127.0.0.1
        port %d
        requirepass %s
        daemonize yes
        pidfile "%s"
        logfile "%s"
        dir "%s"
        save ""
        appendonly no
        maxmemory 256mb
        maxmemory-policy volatile-lru
        """
            .formatted(port, password, pidFile, log, folder));
  }

  private static Path executable(Home home) throws IOException {
    var folder = Files.createDirectories(home.servers().resolve("redis"));
    return ExecutableProvider.newJarResourceProvider(folder.toFile())
        .get()
        .toPath()
        .toAbsolutePath();
  }
}
