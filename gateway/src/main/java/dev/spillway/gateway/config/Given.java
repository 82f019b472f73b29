package dev.spillway.gateway.config;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/**
 * What a file gives, and where it says so. What is given there is changed there: two that could
 * change the same thing would take it back from each other.
 */
@Singleton
public final class Given {
  private volatile Map<String, String> places = Map.of();

  /** What a policy is called here; tenants are called by their ids. */
  public static String policy(String name) {
    return "policy " + name;
  }

  /** From now on these are given. */
  public void replace(Map<String, String> now) {
    places = Map.copyOf(now);
  }

  public Optional<String> place(String what) {
    return Optional.ofNullable(places.get(what));
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.GivenByFile} if the file gives it
   */
  public void refuse(String what) {
    place(what)
        .ifPresent(
            at -> {
              throw new SpillwayException(
                  new ErrorKind.GivenByFile(
                      "%s is given by %s; change it there".formatted(what, at)));
            });
  }
}
