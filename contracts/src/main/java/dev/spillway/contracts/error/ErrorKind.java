package dev.spillway.contracts.error;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can go wrong, and for each what a client, an operator and a retry loop must know.
 *
 * <p>A message says what is wrong and what would be right, and never contains a prompt or a key.
 */
public sealed interface ErrorKind {

  /** HTTP status. */
  int status();

  /** {@code error.type} of the OpenAI error body. */
  String type();

  /** {@code error.code}: stable, for programs. */
  String code();

  /** {@code error.message}: for people. */
  String message();

  /** {@code error.param}: the field at fault. */
  default Optional<String> param() {
    return Optional.empty();
  }

  Fault fault();

  /** Whether the same request may succeed later without a change. */
  default boolean retryable() {
    return false;
  }

  /** How long to wait before such a retry, where that is known. */
  default Optional<Duration> retryAfter() {
    return Optional.empty();
  }

  /** Failures that the caller must mend. */
  sealed interface CallerError extends ErrorKind {
    @Override
    default String type() {
      return "invalid_request_error";
    }

    @Override
    default Fault fault() {
      return Fault.CALLER;
    }
  }

  /** Failures of something behind the gateway; another attempt may succeed. */
  sealed interface UpstreamError extends ErrorKind {
    @Override
    default String type() {
      return "upstream_error";
    }

    @Override
    default Fault fault() {
      return Fault.UPSTREAM;
    }

    @Override
    default boolean retryable() {
      return true;
    }
  }

  /** More than the caller may use now; the same may be allowed later. */
  sealed interface LimitError extends ErrorKind {
    @Override
    default int status() {
      return 429;
    }

    @Override
    default Fault fault() {
      return Fault.POLICY;
    }

    @Override
    default boolean retryable() {
      return true;
    }
  }

  /** A field has a value that is not allowed. */
  record InvalidValue(String field, String message) implements CallerError {
    @Override
    public int status() {
      return 400;
    }

    @Override
    public String code() {
      return "invalid_value";
    }

    @Override
    public Optional<String> param() {
      return Optional.of(field);
    }
  }

  /** The body is not the JSON that was expected. */
  record InvalidJson(String message) implements CallerError {
    @Override
    public int status() {
      return 400;
    }

    @Override
    public String code() {
      return "invalid_json";
    }
  }

  /** No tier or policy has this name. */
  record ModelNotFound(String model, List<String> known) implements CallerError {
    public ModelNotFound {
      known = List.copyOf(known);
    }

    @Override
    public int status() {
      return 404;
    }

    @Override
    public String code() {
      return "model_not_found";
    }

    @Override
    public String message() {
      return "there is no model '%s'; available: %s".formatted(model, String.join(", ", known));
    }

    @Override
    public Optional<String> param() {
      return Optional.of("model");
    }
  }

  /**
   * Prompt and answer do not fit the model's context. Counts are in tokens.
   *
   * @param promptTokens that there are at least
   */
  record ContextTooLong(int promptTokens, int contextLength) implements CallerError {
    @Override
    public int status() {
      return 400;
    }

    @Override
    public String code() {
      return "context_length_exceeded";
    }

    @Override
    public String message() {
      return "the messages have at least %d tokens, but the model's context holds %d including the answer"
          .formatted(promptTokens, contextLength);
    }

    @Override
    public Optional<String> param() {
      return Optional.of("messages");
    }
  }

  /**
   * This model cannot do what a field asks for; another may be able to.
   *
   * @param message says what cannot be done, and by whom
   */
  record Unsupported(String field, String model, String message) implements CallerError {

    /**
     * @param what cannot be done, such as {@code "use tools"}
     */
    public static Unsupported of(String field, String model, String what) {
      return new Unsupported(field, model, "the model '%s' cannot %s".formatted(model, what));
    }

    @Override
    public int status() {
      return 400;
    }

    @Override
    public String code() {
      return "unsupported_parameter";
    }

    @Override
    public Optional<String> param() {
      return Optional.of(field);
    }
  }

  /**
   * An engine that is not ours does not take the request as it is; another may.
   *
   * @param message with the engine's own words, for the client alone: they may repeat what it sent
   */
  record UpstreamRejected(String message) implements CallerError {
    @Override
    public int status() {
      return 400;
    }

    @Override
    public String code() {
      return "upstream_rejected";
    }
  }

  /** The body is longer than the limit in bytes. */
  record BodyTooLarge(long limit) implements CallerError {
    @Override
    public int status() {
      return 413;
    }

    @Override
    public String code() {
      return "request_too_large";
    }

    @Override
    public String message() {
      return "the request body may have at most %d bytes".formatted(limit);
    }
  }

  /** No key, or one that is not valid here. */
  record Unauthorized(String message) implements CallerError {
    @Override
    public int status() {
      return 401;
    }

    @Override
    public String code() {
      return "invalid_api_key";
    }
  }

  /** It is known who asks, and that this is not theirs to ask. */
  record Forbidden(String message) implements CallerError {
    @Override
    public int status() {
      return 403;
    }

    @Override
    public String code() {
      return "forbidden";
    }
  }

  /** No such thing at this address. */
  record NotFound(String message) implements CallerError {
    @Override
    public int status() {
      return 404;
    }

    @Override
    public String code() {
      return "not_found";
    }
  }

  /** The address exists, but not with this method or media type. */
  record NotAllowed(int status, String message) implements CallerError {
    @Override
    public String code() {
      return status == 405 ? "method_not_allowed" : "unsupported_media_type";
    }
  }

  /** The thing changed since the caller read it. */
  record Conflict(String field, String message) implements CallerError {
    @Override
    public int status() {
      return 409;
    }

    @Override
    public String code() {
      return "conflict";
    }

    @Override
    public Optional<String> param() {
      return Optional.of(field);
    }

    @Override
    public boolean retryable() {
      return true;
    }
  }

  /** It is changed in a file, and not here. */
  record GivenByFile(String message) implements CallerError {
    @Override
    public int status() {
      return 409;
    }

    @Override
    public String code() {
      return "given_by_file";
    }
  }

  /** The caller's condition on what it changes does not hold (RFC 9110, section 15.5.13). */
  record PreconditionFailed(String field, String message) implements CallerError {
    @Override
    public int status() {
      return 412;
    }

    @Override
    public String code() {
      return "precondition_failed";
    }

    @Override
    public Optional<String> param() {
      return Optional.of(field);
    }
  }

  /**
   * A rate, a number of requests at once, or a budget that is held by others.
   *
   * @param type what there is too much of, {@code requests} or {@code tokens}, as OpenAI says it
   */
  record RateLimited(String message, String type, Duration backoff) implements LimitError {
    @Override
    public String code() {
      return "rate_limit_exceeded";
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(backoff);
    }
  }

  /**
   * A budget is spent.
   *
   * @param backoff until it begins anew
   */
  record InsufficientQuota(String message, Duration backoff) implements LimitError {
    @Override
    public String type() {
      return "insufficient_quota";
    }

    @Override
    public String code() {
      return "insufficient_quota";
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(backoff);
    }
  }

  /** More work than the workers can take. */
  record Overloaded(String message, Duration backoff) implements ErrorKind {
    @Override
    public int status() {
      return 429;
    }

    @Override
    public String type() {
      return "rate_limit_error";
    }

    @Override
    public String code() {
      return "overloaded";
    }

    @Override
    public Fault fault() {
      return Fault.POLICY;
    }

    @Override
    public boolean retryable() {
      return true;
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(backoff);
    }
  }

  /** No worker that serves this model answers. */
  record WorkerUnavailable(String model) implements UpstreamError {
    @Override
    public int status() {
      return 503;
    }

    @Override
    public String code() {
      return "worker_unavailable";
    }

    @Override
    public String message() {
      return "no worker that serves '%s' is available".formatted(model);
    }
  }

  /** A worker began and did not finish. */
  record WorkerFailed(String message) implements UpstreamError {
    @Override
    public int status() {
      return 502;
    }

    @Override
    public String code() {
      return "worker_failed";
    }
  }

  /** It took longer than it may. */
  record DeadlineExceeded(String message) implements UpstreamError {
    @Override
    public int status() {
      return 504;
    }

    @Override
    public String code() {
      return "deadline_exceeded";
    }
  }

  /** It would take longer than it may, even if it were begun at once. */
  record DeadlineInfeasible(String message) implements ErrorKind {
    @Override
    public int status() {
      return 504;
    }

    @Override
    public String type() {
      return "deadline_error";
    }

    @Override
    public String code() {
      return "deadline_infeasible";
    }

    @Override
    public Fault fault() {
      return Fault.POLICY;
    }
  }

  /** The database does not answer, and this request cannot do without it. */
  record StoreUnavailable(String message) implements UpstreamError {
    @Override
    public int status() {
      return 503;
    }

    @Override
    public String code() {
      return "store_unavailable";
    }
  }

  /** A defect of ours. The message says nothing of the cause; the log does. */
  record Internal(String message) implements ErrorKind {
    @Override
    public int status() {
      return 500;
    }

    @Override
    public String type() {
      return "server_error";
    }

    @Override
    public String code() {
      return "internal_error";
    }

    @Override
    public Fault fault() {
      return Fault.US;
    }
  }
}
