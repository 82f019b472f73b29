package dev.spillway.gateway.admin;

import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The key that opens the admin API. It opens nothing before the gateway has started. */
@Singleton
public class AdminKey {
  private volatile @Nullable KeyHash hash;

  AdminKey() {}

  void use(KeyHash accepted) {
    hash = accepted;
  }

  /** In constant time, whatever is wrong with the key. */
  public boolean matches(String presented) {
    var accepted = hash;
    return accepted != null && accepted.matches(presented);
  }
}
