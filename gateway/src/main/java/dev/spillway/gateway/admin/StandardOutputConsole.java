package dev.spillway.gateway.admin;

import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/** Prints to standard output, past the log. */
@Singleton
@DefaultBean
class StandardOutputConsole implements AdminKeyConsole {

  @Override
  public void show(String key, Optional<Path> file) {
    System.out.println(text(key, file));
  }

  static String text(String key, Optional<Path> file) {
    return "Admin key, shown this once: %s%s"
        .formatted(key, file.map(path -> " (kept in %s)".formatted(path)).orElse(""));
  }
}
