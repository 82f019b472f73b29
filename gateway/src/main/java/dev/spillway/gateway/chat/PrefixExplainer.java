package dev.spillway.gateway.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.router.prefix.BrokenPrefix;
import dev.spillway.router.prefix.RecentPrompts;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Says in a response header which words of a prompt made caches of computed prompts useless, to
 * clients that send {@code x-spillway-explain: prefix}. Prompts of others are not even remembered.
 */
@Singleton
final class PrefixExplainer {
  private static final String ASKED = "x-spillway-explain";
  private static final String PREFIX = "prefix";
  private static final String ANSWER = "x-spillway-prefix-broken";
  private static final int CHARACTERS_PER_TOKEN = 4;

  private final RecentPrompts recent;
  private final ObjectWriter ascii;

  @Inject
  PrefixExplainer(GatewayConfig config, ObjectMapper json) {
    recent = new RecentPrompts(config.limits().explainedPrompts().asLongValue() / Character.BYTES);
    // A header holds ASCII alone, and no control characters.
    ascii = json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
  }

  void explain(RoutingContext context, String tenant, List<ChatMessage> messages) {
    if (PREFIX.equals(context.request().getHeader(ASKED))) {
      recent
          .explain(tenant, messages)
          .ifPresent(broken -> context.response().putHeader(ANSWER, json(broken)));
    }
  }

  private String json(BrokenPrefix broken) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("message", broken.message());
    fields.put("character", broken.character());
    fields.put("now", broken.now());
    fields.put("before", broken.before());
    fields.put("lost_tokens", broken.lost() / CHARACTERS_PER_TOKEN);
    try {
      return ascii.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers are always JSON", e);
    }
  }
}
