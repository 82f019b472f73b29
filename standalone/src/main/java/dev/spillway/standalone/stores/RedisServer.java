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
  private static final String PROGRAM = "redis-server";
  private static final int ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Path program;
  private final Path folder;
  private final Path log;
  private final int port;
  private final String password;
  private ProcessHandle process;
  private Guardian guardian;

  private RedisServer(Path program, Path folder, Path log, int port, String password)
      throws IOException, InterruptedException {
    this.program = program;
    this.folder = folder;
    this.log = log;
    this.port = port;
    this.password = password;
    process = launch();
    guardian = Guardian.over(process.pid(), "TERM");
  }

  static RedisServer start(Home home, Progress.Phase phase)
      throws IOException, InterruptedException {
    var folder = Files.createDirectories(home.data("redis"));
    var left = LeftBehind.find(pidFile(folder), PROGRAM);
    if (left.isPresent()) {
      phase.is("stopping the one that an earlier run left behind");
      end(left.get());
    }
    phase.is("starting");
    var password = home.secret("redis-password").value();
    var program = executable(home);
    var log = home.log("redis");
    for (var attempt = 1; ; attempt++) {
      try {
        return new RedisServer(program, folder, log, LoopbackPorts.free(), password);
      } catch (NotStarted e) {
        if (attempt == ATTEMPTS) {
          throw CommandFailure.inTheWay(
              "Redis does not start (%s); see %s, or set SPILLWAY_REDIS_URL"
                  .formatted(e.getMessage(), log));
        }
      }
    }
  }

  private ProcessHandle launch() throws IOException, InterruptedException {
    Files.deleteIfExists(pidFile(folder));
    var settings = writeSettings();
    var status = Commands.run(List.of(program.toString(), settings.toString()), log, 30);
    if (status != 0 || !RedisProbe.await(port, password, PATIENCE)) {
      throw new NotStarted(Commands.lastLine(log));
    }
    return LeftBehind.find(pidFile(folder), PROGRAM)
        .orElseThrow(() -> new NotStarted("it ended at once"));
  }

  private static Path pidFile(Path folder) {
    return folder.resolve("redis.pid");
  }

  @Override
  public String name() {
    return "Redis";
  }

  @Override
  public boolean isRunning() {
    return process.isAlive();
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    guardian.close();
    process = launch();
    guardian = Guardian.over(process.pid(), "TERM");
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

  /** Says why. */
  private static final class NotStarted extends IOException {
    private static final long serialVersionUID = 1;

    NotStarted(String why) {
      super(why);
    }
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
  private Path writeSettings() throws IOException {
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
            .formatted(port, password, pidFile(folder), log, folder));
  }

  private static Path executable(Home home) throws IOException {
    var folder = Files.createDirectories(home.servers().resolve("redis"));
    return ExecutableProvider.newJarResourceProvider(folder.toFile())
        .get()
        .toPath()
        .toAbsolutePath();
  }
}
