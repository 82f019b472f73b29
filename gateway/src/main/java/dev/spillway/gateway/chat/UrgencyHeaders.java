package dev.spillway.gateway.chat;

import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.cascade.Urgency;
import dev.spillway.gateway.tenancy.Access;
import dev.spillway.router.fair.Priority;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Optional;

/**
 * How soon a client wants its answer. A priority is named by the header, or by OpenAI's {@code
 * service_tier} where there is none; one that is higher than its key, project and organisation
 * allow is taken for the highest that they do.
 */
final class UrgencyHeaders {
  static final String PRIORITY = "x-spillway-priority";
  static final String TIMEOUT = "x-spillway-timeout-ms";

  private static final String SERVICE_TIER = "service_tier";
  private static final int MAX_DIGITS = 9;

  private UrgencyHeaders() {}

  /**
   * @throws SpillwayException naming the header that is wrong
   */
  static Urgency read(MultiMap headers, ChatRequest chat, Access caller) {
    var wanted = header(headers).or(() -> tier(chat)).orElse(Priority.NORMAL);
    return new Urgency(wanted.atMost(caller.highestPriority()), caller.weight(), timeout(headers));
  }

  private static Optional<Priority> header(MultiMap headers) {
    return Optional.ofNullable(headers.get(PRIORITY))
        .map(
            said ->
                Priority.named(said.strip())
                    .orElseThrow(() -> wrong(PRIORITY, "must be high, normal or low")));
  }

  /** As JSON; what else it may be is between the client and an engine. */
  private static Optional<Priority> tier(ChatRequest chat) {
    return switch (chat.demands().passed().getOrDefault(SERVICE_TIER, "")) {
      case "\"priority\"" -> Optional.of(Priority.HIGH);
      case "\"flex\"" -> Optional.of(Priority.LOW);
      default -> Optional.empty();
    };
  }

  private static Optional<Duration> timeout(MultiMap headers) {
    var said = headers.get(TIMEOUT);
    if (said == null) {
      return Optional.empty();
    }
    var digits = said.strip();
    if (digits.isEmpty()
        || digits.length() > MAX_DIGITS
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
        || Integer.parseInt(digits) == 0) {
      throw wrong(TIMEOUT, "must be a whole number of milliseconds, at least 1");
    }
    return Optional.of(Duration.ofMillis(Integer.parseInt(digits)));
  }

  private static SpillwayException wrong(String header, String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(header, header + " " + message));
  }
}
