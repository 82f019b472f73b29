package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.audit.Actor;
import java.util.Set;

/**
 * Who was let into the admin API.
 *
 * @param changes whether more than reading is allowed
 */
record Entrant(Actor actor, boolean changes) {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  static boolean reads(String method) {
    return READING.contains(method);
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.Forbidden}
   */
  void check(String method) {
    if (!changes && !reads(method)) {
      throw new SpillwayException(
          new ErrorKind.Forbidden("your role lets you read, and change nothing"));
    }
  }
}
