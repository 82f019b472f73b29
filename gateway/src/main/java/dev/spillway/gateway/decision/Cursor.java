package dev.spillway.gateway.decision;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * The last decision of a page. The next page begins after it, whatever was added or deleted
 * meanwhile.
 */
public record Cursor(Instant createdAt, String requestId) {
  private static final int MAX_LENGTH = 200;

  public static Cursor after(DecisionRow row) {
    return new Cursor(row.createdAt(), row.requestId());
  }

  /** Of no meaning to clients. */
  public String encode() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((createdAt + " " + requestId).getBytes(UTF_8));
  }

  /** Empty if it is not what {@link #encode} made. */
  public static Optional<Cursor> decode(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      var parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split(" ", -1);
      return parts.length == 2 && RequestIds.isValid(parts[1])
          ? Optional.of(new Cursor(Instant.parse(parts[0]), parts[1]))
          : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
