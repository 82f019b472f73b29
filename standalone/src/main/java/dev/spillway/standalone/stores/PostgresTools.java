package dev.spillway.standalone.stores;

import dev.spillway.standalone.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL's own programs, applied to one cluster. */
final class PostgresTools {
  private static final long CREATE_SECONDS = 120;
  private static final long CONTROL_SECONDS = 60;

  private final PostgresPrograms programs;
  private final List<String> prefix;
  private final Path data;
  private final Path log;

  /**
   * @param prefix what to put before each command
   * @param log what the programs and the server say
   */
  PostgresTools(PostgresPrograms programs, List<String> prefix, Path data, Path log) {
    this.programs = programs;
    this.prefix = prefix;
    this.data = data;
    this.log = log;
  }

  void createCluster(Path folder, String user, Path passwordFile)
      throws IOException, InterruptedException {
    var status =
        run(
            CREATE_SECONDS,
            "initdb",
            "-D",
            folder.toString(),
            "-U",
            user,
            "--auth=scram-sha-256",
            "--pwfile=" + passwordFile,
            "--encoding=UTF8",
            "--no-locale");
    if (status != 0) {
      throw CommandFailure.inTheWay(
          "cannot create the database in %s (%s); see %s"
              .formatted(folder, Commands.lastLine(log), log));
    }
  }

  /** Returns when the server answers, or false when it did not start. */
  boolean start(int port) throws IOException, InterruptedException {
    var options =
        List.of(
            "-p " + port,
            "-c listen_addresses=127.0.0.1",
            "-c unix_socket_directories=",
            "-c shared_buffers=32MB",
            "-c max_connections=60");
    return control("-o", String.join(" ", options), "-l", log.toString(), "-w", "start") == 0;
  }

  /** Returns when it has ended, with all its data written. */
  void stop() throws IOException, InterruptedException {
    if (Files.exists(pidFile()) && control("-m", "fast", "-w", "stop") != 0) {
      control("-m", "immediate", "-w", "stop");
    }
  }

  long pid() throws IOException {
    return Long.parseLong(Files.readString(pidFile()).lines().findFirst().orElseThrow().strip());
  }

  /**
   * Whether an earlier server still runs here. If its lock file names a process that is not
   * PostgreSQL, the number was reused since, and the file is removed: PostgreSQL would wait for it.
   */
  boolean isLeftBehind() throws IOException {
    if (LeftBehind.find(pidFile(), "postgres").isPresent()) {
      return true;
    }
    Files.deleteIfExists(pidFile());
    return false;
  }

  private Path pidFile() {
    return data.resolve("postmaster.pid");
  }

  private int control(String... arguments) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of("-D", data.toString(), "-t", "" + (CONTROL_SECONDS - 10)));
    all.addAll(List.of(arguments));
    return run(CONTROL_SECONDS, "pg_ctl", all.toArray(String[]::new));
  }

  private int run(long seconds, String program, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(prefix);
    command.add(programs.program(program));
    command.addAll(List.of(arguments));
    return Commands.run(command, log, seconds);
  }
}
