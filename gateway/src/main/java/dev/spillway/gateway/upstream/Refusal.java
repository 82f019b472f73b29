package dev.spillway.gateway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.error.ErrorKind;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * An engine's answer that is none. Both formats say why in {@code error.message}, and OpenAI's also
 * in {@code error.code}.
 *
 * <p>What the engine says of the gateway's own key or account is not passed on to clients, who
 * could neither understand nor mend it, and it may name the key.
 *
 * @param retryAfter when to come back; zero where the engine does not say
 * @param error the object {@code error} of the body; a missing node where there is none
 */
record Refusal(int status, Duration retryAfter, JsonNode error) {
  private static final int LONGEST_MESSAGE = 500;
  private static final int OVERLOADED = 529;

  /** The most that an engine may ask to wait; what is longer may be a mistake. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  /** Of engines, or of the accounts at them, that have no more to give for a long time. */
  private static final Set<String> SPENT =
      Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_error");

  Refusal {
    retryAfter = retryAfter.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : retryAfter;
  }

  ErrorKind kind() {
    if (SPENT.contains(code()) || SPENT.contains(type())) {
      return new ErrorKind.WorkerFailed("the upstream has no quota left for this gateway");
    }
    return switch (status) {
      case 401, 403 -> new ErrorKind.WorkerFailed("the upstream does not accept the gateway's key");
      case 404 -> new ErrorKind.WorkerFailed("the upstream does not know the model or the address");
      case 429, OVERLOADED ->
          new ErrorKind.Overloaded("the upstream takes no more requests now", retryAfter);
      case 400, 413, 422 -> new ErrorKind.UpstreamRejected(message());
      default ->
          new ErrorKind.WorkerFailed("the upstream answered with status %d".formatted(status));
    };
  }

  private String message() {
    var said = error.path("message").asText("").strip();
    return said.isEmpty()
        ? "the upstream rejects the request with status %d".formatted(status)
        : "the upstream rejects the request: "
            + said.substring(0, Math.min(said.length(), LONGEST_MESSAGE));
  }

  private String code() {
    return error.path("code").asText("").toLowerCase(Locale.ROOT);
  }

  private String type() {
    return error.path("type").asText("").toLowerCase(Locale.ROOT);
  }
}
