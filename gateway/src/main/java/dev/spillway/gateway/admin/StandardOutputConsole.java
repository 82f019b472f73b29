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
    System.out.printf(
        "Admin key (shown once%s): %s%n", file.map(path -> "; also in " + path).orElse(""), key);
  }
}
