package dev.spillway.gateway.quota;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.tenancy.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Says to clients which limit they ran into, and when it is worth to come again. */
final class Refusals {
  private final Clock clock;

  Refusals(Clock clock) {
    this.clock = clock;
  }

  ErrorKind kind(Answer.Refused refused) {
    var scope = refused.scope();
    var limits = scope.limits();
    return switch (refused.reason()) {
      case CONCURRENCY ->
          limited(
              "requests",
              refused,
              "%s has as many requests under way as it may: %s"
                  .formatted(name(scope), limits.concurrency()));
      case REQUESTS ->
          limited(
              "requests",
              refused,
              "%s has had its requests per minute: %s"
                  .formatted(name(scope), limits.requestsPerMinute()));
      case TOKENS ->
          limited(
              "tokens",
              refused,
              "%s has had its tokens per minute: %s"
                  .formatted(name(scope), limits.tokensPerMinute()));
      case HELD_DAY, HELD_MONTH ->
          limited(
              "requests",
              refused,
              "what is left of the budget of %s is held by requests under way"
                  .formatted(name(scope)));
      case UNKNOWN ->
          new ErrorKind.StoreUnavailable(
              "what is left of the budget of %s cannot be known now; try again"
                  .formatted(name(scope)));
      case SPENT_DAY ->
          spent("the budget of %s for this day is spent: %s USD", scope, limits.usdPerDay(), day());
      case SPENT_MONTH ->
          spent(
              "the budget of %s for this month is spent: %s USD",
              scope, limits.usdPerMonth(), month());
    };
  }

  private static ErrorKind limited(String type, Answer.Refused refused, String message) {
    return new ErrorKind.RateLimited(message, type, refused.backoff());
  }

  private ErrorKind spent(String message, Scope scope, @Nullable Object usd, LocalDate next) {
    var begins = next.atStartOfDay(ZoneOffset.UTC).toInstant();
    return new ErrorKind.InsufficientQuota(
        "%s; it begins anew at %s".formatted(message.formatted(name(scope), usd), begins),
        Duration.between(clock.instant(), begins));
  }

  private LocalDate day() {
    return today().plusDays(1);
  }

  private LocalDate month() {
    return today().withDayOfMonth(1).plusMonths(1);
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private static String name(Scope scope) {
    return "%s %s".formatted(scope.level().wireName(), scope.id());
  }
}
