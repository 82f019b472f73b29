package dev.spillway.standalone;

import dev.spillway.gateway.admin.AdminKeyConsole;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Keeps an admin key that was made at this start until the banner has shown it. */
@Singleton
final class NewAdminKey implements AdminKeyConsole {
  private final AtomicReference<@Nullable String> key = new AtomicReference<>();

  NewAdminKey() {}

  @Override
  public void show(String made, Optional<Path> file) {
    key.set(made);
  }

  /** The key, the first time this is called. */
  Optional<String> take() {
    return Optional.ofNullable(key.getAndSet(null));
  }
}
