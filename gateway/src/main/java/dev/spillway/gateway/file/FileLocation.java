package dev.spillway.gateway.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the file is that a process goes by. */
public final class FileLocation {
  /** The property that says so; as a variable {@code SPILLWAY_CONFIG}. */
  public static final String PROPERTY = "spillway.config";

  private static final String NAME = "spillway.yaml";

  private FileLocation() {}

  /**
   * The file that was named, else {@code spillway.yaml} in the folder where the process was
   * started, else in its home folder; absent where there is neither.
   *
   * @param named is taken whether it is there or not: a mistake there must not go unnoticed
   * @param home the folder of a process that keeps its data in one
   */
  public static Optional<Path> find(Optional<String> named, Optional<String> home) {
    var asked = named.filter(name -> !name.isBlank());
    if (asked.isPresent()) {
      return asked.map(Path::of);
    }
    return Optional.of(Path.of(NAME))
        .filter(Files::isRegularFile)
        .or(() -> home.map(folder -> Path.of(folder, NAME)).filter(Files::isRegularFile));
  }
}
