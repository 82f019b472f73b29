package dev.spillway.gateway.openai;

import java.time.Instant;
import java.util.Optional;

/**
 * What names a request in everything that is said about it.
 *
 * @param requestId 32 hexadecimal digits, from which only gateways can tell whose request it was
 * @param created seconds since 1970
 * @param policy name and version; absent where the client asked for a tier
 */
record Identity(String requestId, long created, Optional<String> policy) {

  /** Before the request's id in that of its answer. */
  static final String COMPLETION = "chatcmpl-";

  static Identity of(String requestId, Optional<String> policy) {
    return new Identity(requestId, Instant.now().getEpochSecond(), policy);
  }

  String completionId() {
    return COMPLETION + requestId;
  }
}
