package dev.spillway.gateway.openai;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.http.ErrorBody;
import java.util.Map;

/**
 * Errors of responses. Who answers knows a request as a chat completion; what it finds wrong is
 * told under the name that it has in the request for a response.
 */
final class ResponseErrors {
  private static final Map<String, String> NAMES =
      Map.of(
          "max_tokens", "max_output_tokens",
          "messages", "input",
          "reasoning_effort", "reasoning.effort",
          "response_format", "text.format",
          "verbosity", "text.verbosity");

  private ResponseErrors() {}

  static ErrorBody of(ErrorKind kind) {
    var error = ErrorBody.of(kind).error();
    return new ErrorBody(
        new ErrorBody.Detail(
            error.message(),
            error.type(),
            kind.param().map(name -> NAMES.getOrDefault(name, name)).orElse(null),
            error.code()));
  }
}
