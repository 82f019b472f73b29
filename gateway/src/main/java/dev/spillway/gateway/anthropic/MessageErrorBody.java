package dev.spillway.gateway.anthropic;

import dev.spillway.contracts.error.ErrorKind;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** An error as Anthropic's clients read it, whole or as an event of a stream. */
@RegisterForReflection
record MessageErrorBody(String type, Detail error) {

  /** What is wrong. */
  @RegisterForReflection
  record Detail(String type, String message) {}

  static MessageErrorBody of(ErrorKind kind) {
    return new MessageErrorBody("error", new Detail(type(kind), kind.message()));
  }

  /** Anthropic has one for each status. */
  private static String type(ErrorKind kind) {
    return switch (kind.status()) {
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503 -> "overloaded_error";
      case 504 -> "timeout_error";
      default -> kind.status() < 500 ? "invalid_request_error" : "api_error";
    };
  }
}
