package dev.spillway.standalone.home;

import dev.spillway.standalone.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks before it writes: a database that meets a full disk half-way is no way to start. */
public final class FreeSpace {
  private static final long MEGABYTE = 1_000_000;

  private FreeSpace() {}

  /**
   * @param megabytes what will be written in {@code folder}, with room to work
   */
  public static void require(Path folder, long megabytes) throws IOException {
    var free = Files.getFileStore(folder).getUsableSpace() / MEGABYTE;
    if (free < megabytes) {
      throw CommandFailure.inTheWay(
          ("the database needs %d MB in %s and %d MB are free; free some, set SPILLWAY_HOME to"
                  + " another disk, or set SPILLWAY_DATABASE_URL")
              .formatted(megabytes, folder, free));
    }
  }
}
