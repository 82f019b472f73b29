package dev.spillway.gateway.chat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What names a request in everything that is said about it.
 *
 * @param requestId 32 hexadecimal digits, from which only gateways can tell whose request it was
 * @param created seconds since 1970
 * @param policy name and version; absent where the client asked for a tier
 */
public record Identity(String requestId, long created, Optional<String> policy) {
  private static final String COMPLETION = "chatcmpl-";
  private static final String TEXT = "cmpl-";
  private static final String MESSAGE = "msg_";
  private static final String RESPONSE = "resp_";

  static Identity of(String requestId, Optional<String> policy) {
    return new Identity(requestId, Instant.now().getEpochSecond(), policy);
  }

  /** The answer's id for OpenAI's clients. */
  public String completionId() {
    return COMPLETION + requestId;
  }

  /** The same for a completion of a raw prompt. */
  public String textId() {
    return TEXT + requestId;
  }

  /** The same for a response. */
  public String responseId() {
    return RESPONSE + requestId;
  }

  /** The answer's id for Anthropic's clients. */
  public String messageId() {
    return MESSAGE + requestId;
  }

  /** The request's id, of its own or that of its answer, which is what clients have at hand. */
  public static String requestId(String id) {
    return List.of(COMPLETION, TEXT, MESSAGE, RESPONSE).stream()
        .filter(id::startsWith)
        .map(prefix -> id.substring(prefix.length()))
        .findFirst()
        .orElse(id);
  }
}
