package dev.spillway.gateway.admin;

import dev.spillway.gateway.audit.Actor;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key that opens the admin API. It opens nothing before the gateway has started. */
@Singleton
public class AdminKey {
  private volatile @Nullable KeyHash hash;

  AdminKey() {}

  void use(KeyHash accepted) {
    hash = accepted;
  }

  /** Whose it is, if it is the key. In constant time, whatever is wrong with it. */
  Optional<Actor> opens(String presented) {
    var accepted = hash;
    return accepted != null && accepted.matches(presented)
        ? Optional.of(Actor.ofKey(accepted.fingerprint()))
        : Optional.empty();
  }
}
