package dev.spillway.standalone.stores;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end with what it prints in a log file. */
final class Commands {
  private Commands() {}

  /**
   * @return the exit status
   * @throws IOException if it cannot be started, or has not ended after {@code seconds}
   */
  static int run(List<String> command, Path log, long seconds)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(
          "%s has not ended after %d s; see %s".formatted(command.getFirst(), seconds, log));
    }
    return process.exitValue();
  }

  /** The last line of a log that is not blank, or a hint at the file. */
  static String lastLine(Path log) {
    try {
      var lines = Files.readString(log, StandardCharsets.UTF_8).lines();
      return lines.filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("no message");
    } catch (IOException e) {
      return "no message";
    }
  }
}
