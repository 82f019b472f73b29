package dev.spillway.standalone.stores;

import dev.spillway.standalone.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How to run a program that refuses to be root.
 *
 * <p>PostgreSQL's programs only look at the user number. In a user namespace of its own a process
 * of root has the number of nobody, and so have, as it sees them, the files of root: nothing has to
 * change hands. For any other user there is nothing to do.
 */
final class NotRoot {
  private NotRoot() {}

  /** What to put before the command. */
  static List<String> prefix(Path log) throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    var prefix = List.of("unshare", "-U");
    if (canUnshare(log)) {
      return prefix;
    }
    throw CommandFailure.inTheWay(
        "PostgreSQL refuses to run as root, and this system gives root no user namespace;"
            + " run spillway as another user, or set SPILLWAY_DATABASE_URL");
  }

  private static boolean canUnshare(Path log) throws InterruptedException {
    try {
      return Commands.run(List.of("unshare", "-U", "true"), log, 10) == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
