package dev.spillway.contracts.chat;

import java.util.List;
import java.util.Map;

/**
 * How an engine with Anthropic's format should go about an answer. Who cannot be told answers what
 * was asked all the same, only otherwise: after other thoughts, having read what it was to forget,
 * without keeping the prompt.
 *
 * @param cachePoints up to where the prompt should be kept; they name places in the messages that
 *     this is asked with
 * @param fields of such a request by name, as JSON text: {@code thinking} and the like
 * @param betas features that the client knows of before they are everybody's, by the names that
 *     Anthropic's header {@code anthropic-beta} has for them
 */
public record Wishes(List<CachePoint> cachePoints, Map<String, String> fields, List<String> betas) {

  /** As the engine likes. */
  public static final Wishes NONE = new Wishes(List.of(), Map.of(), List.of());

  public Wishes {
    cachePoints = List.copyOf(cachePoints);
    fields = Map.copyOf(fields);
    betas = List.copyOf(betas);
  }
}
