package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The key that opens the admin API. It opens nothing before the gateway has started. */
@Singleton
public class AdminKey {
  private static final String SCHEME = "Bearer ";

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

  /**
   * Lets through a request whose {@code Authorization} header, which may be absent, has the key.
   *
   * @throws SpillwayException with {@link ErrorKind.Unauthorized} if it has not
   */
  void check(@Nullable String header) {
    if (header == null
        || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || !matches(header.substring(SCHEME.length()).strip())) {
      throw new SpillwayException(
          new ErrorKind.Unauthorized(
              "the admin API needs the header 'Authorization: Bearer KEY' with the admin key"));
    }
  }
}
