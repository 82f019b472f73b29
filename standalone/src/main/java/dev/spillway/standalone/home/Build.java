package dev.spillway.standalone.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** What the build wrote down about itself. */
public final class Build {
  private static final Properties WRITTEN = load();

  private Build() {}

  public static String version() {
    return get("version");
  }

  /** Of the PostgreSQL that this build brings, for example {@code 18.6.0}. */
  public static String postgresVersion() {
    return get("postgres");
  }

  private static String get(String name) {
    return Objects.requireNonNull(WRITTEN.getProperty(name));
  }

  private static Properties load() {
    var properties = new Properties();
    try (var in = Build.class.getResourceAsStream("build.properties")) {
      properties.load(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
