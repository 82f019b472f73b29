package dev.spillway.standalone.stores;

import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.console.Progress;
import dev.spillway.standalone.home.Build;
import dev.spillway.standalone.home.FreeSpace;
import dev.spillway.standalone.home.Home;
import dev.spillway.standalone.home.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * PostgreSQL as a process of ours, with the safe settings that a new cluster has: it survives a
 * crash and a power cut like any other.
 *
 * <p>A cluster is made beside its place and moved there when it is whole. A server that an earlier
 * run left behind is stopped first, through PostgreSQL's own tool and lock file.
 */
final class PostgresServer implements StoreProcess {
  static final String USER = "spillway";
  private static final String DATABASE = "postgres";
  private static final int ATTEMPTS = 3;
  private static final long FIRST_START_MEGABYTES = 400;
  private static final long LATER_MEGABYTES = 100;

  private final PostgresTools tools;
  private final Path log;
  private final int port;
  private final String password;
  private long pid;
  private Guardian guardian;

  /** One that has just started. */
  private PostgresServer(PostgresTools tools, Path log, int port, String password)
      throws IOException {
    this.tools = tools;
    this.log = log;
    this.port = port;
    this.password = password;
    pid = tools.pid();
    guardian = guard(pid);
  }

  /** INT is PostgreSQL's "fast" shutdown: it ends its clients and writes a checkpoint. */
  private static Guardian guard(long pid) throws IOException {
    return Guardian.over(pid, "INT");
  }

  static PostgresServer start(Home home, Progress.Phase phase)
      throws IOException, InterruptedException {
    var data = home.data("postgres");
    var first = !Files.isDirectory(data);
    FreeSpace.require(home.folder(), first ? FIRST_START_MEGABYTES : LATER_MEGABYTES);
    var version = Build.postgresVersion();
    var programs = PostgresPrograms.unpackInto(home.servers(), version, phase);
    var log = home.log("postgresql");
    var tools = new PostgresTools(programs, NotRoot.prefix(log), data, log);
    var secret = home.secret("postgres-password");
    if (first) {
      phase.is("creating the database (first start)");
      create(home, tools, secret);
    }
    requireVersion(data, version);
    if (tools.isLeftBehind()) {
      phase.is("stopping the one that an earlier run left behind");
      tools.stop();
    }
    phase.is("starting");
    return launch(tools, secret.value(), log);
  }

  int port() {
    return port;
  }

  String url() {
    return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(USER, password, port, DATABASE);
  }

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public boolean isRunning() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  /** Its lock file stays, by which it waits for what is left of the one that ended. */
  @Override
  public void restart() throws IOException, InterruptedException {
    guardian.close();
    if (!tools.start(port)) {
      throw new IOException(Commands.lastLine(log));
    }
    pid = tools.pid();
    guardian = guard(pid);
  }

  @Override
  public void stop() throws IOException, InterruptedException {
    tools.stop();
    guardian.close();
  }

  private static void create(Home home, PostgresTools tools, Secret secret)
      throws IOException, InterruptedException {
    var fresh = home.data("postgres.new");
    PostgresPrograms.deleteAll(fresh);
    tools.createCluster(fresh, USER, secret.file());
    Files.move(fresh, home.data("postgres"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static PostgresServer launch(PostgresTools tools, String password, Path log)
      throws IOException, InterruptedException {
    for (var attempt = 1; ; attempt++) {
      var port = LoopbackPorts.free();
      if (tools.start(port)) {
        return new PostgresServer(tools, log, port, password);
      }
      if (attempt == ATTEMPTS) {
        throw CommandFailure.inTheWay(
            "PostgreSQL does not start (%s); see %s, or set SPILLWAY_DATABASE_URL"
                .formatted(Commands.lastLine(log), log));
      }
    }
  }

  private static void requireVersion(Path data, String version) throws IOException {
    var has = Files.readString(data.resolve("PG_VERSION")).strip();
    var needs = version.substring(0, version.indexOf('.'));
    if (!has.equals(needs)) {
      throw CommandFailure.inTheWay(
          "%s was made by PostgreSQL %s and this is %s; move it away, or set SPILLWAY_HOME"
              .formatted(data, has, needs));
    }
  }
}
