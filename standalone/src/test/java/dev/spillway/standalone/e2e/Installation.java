package dev.spillway.standalone.e2e;

import java.nio.file.Path;

/** The built repository that the tests run, as a person would. */
final class Installation {
  private Installation() {}

  static Path root() {
    return Path.of(System.getProperty("spillway.root")).toAbsolutePath().normalize();
  }

  static Path script() {
    return root().resolve("spillway");
  }

  /** The demo pair; another folder with the system property {@code spillway.e2e.models}. */
  static Path models() {
    var other = System.getProperty("spillway.e2e.models", "");
    return other.isEmpty() ? root().resolve("models") : Path.of(other);
  }
}
