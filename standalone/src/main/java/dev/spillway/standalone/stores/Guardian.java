package dev.spillway.standalone.stores;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Ends a server if this process ends without having stopped it, even by a kill that cannot be
 * caught.
 *
 * <p>It is a shell that waits for a line on its standard input. The operating system closes that
 * pipe with this process; the shell then sends the server the signal that makes it stop in good
 * order. It ignores the signals of the terminal, which are for this process.
 */
final class Guardian implements AutoCloseable {
  private static final String DISMISSED = "dismissed";
  private static final String SCRIPT =
      "trap '' INT TERM HUP QUIT; read -r word; [ \"$word\" = "
          + DISMISSED
          + " ] || kill -s \"$1\" \"$2\"";

  private final Process shell;

  private Guardian(Process shell) {
    this.shell = shell;
  }

  /**
   * @param signal by its name without SIG
   */
  static Guardian over(long pid, String signal) throws IOException {
    return new Guardian(
        new ProcessBuilder("sh", "-c", SCRIPT, "spillway-guardian", signal, Long.toString(pid))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** The server was stopped; nothing is left to guard. */
  @Override
  public void close() throws IOException {
    try (var input = shell.getOutputStream()) {
      input.write((DISMISSED + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    try {
      if (!shell.waitFor(5, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      shell.destroyForcibly();
    }
  }

  /** What the operating system does when this process dies. */
  void orphan() throws IOException {
    shell.getOutputStream().close();
  }
}
