package dev.spillway.standalone.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A server of ours that outlived the process that started it, found by its pid file.
 *
 * <p>The number in an old file may belong to any other process by now; so a process counts only if
 * it runs the program that we start.
 */
final class LeftBehind {
  private LeftBehind() {}

  /**
   * @param program the name of the executable file
   */
  static Optional<ProcessHandle> find(Path pidFile, String program) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    var first = Files.readString(pidFile).lines().findFirst().orElse("").strip();
    if (!first.matches("[0-9]{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(first))
        .filter(ProcessHandle::isAlive)
        .filter(process -> runs(process, program));
  }

  private static boolean runs(ProcessHandle process, String program) {
    return process
        .info()
        .command()
        .map(command -> Path.of(command).getFileName())
        .filter(name -> name.toString().startsWith(program))
        .isPresent();
  }
}
