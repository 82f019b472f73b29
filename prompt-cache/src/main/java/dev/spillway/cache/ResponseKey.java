package dev.spillway.cache;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.ToolChoice;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names a request by all that its answer depends on, so that equal keys mean that the answer to one
 * is an answer to the other: FrugalGPT's completion cache (Chen et al. 2023, arXiv 2305.05176,
 * section 3, "LLM approximation"), for requests that are the same to the last character.
 *
 * <p>Law "tenants do not meet": the namespace is hashed with the rest, and its {@link Seal#label}
 * stands in the key's name, so that an operator can find, count and delete the answers of one
 * tenant. The text itself is in neither: the hash is SHA-256 over fields that are each preceded by
 * their length, of which nobody can construct two that are alike.
 *
 * @param namespace of the tenant, as minted by the gateway; never empty
 * @param hash 64 hexadecimal digits
 */
public record ResponseKey(String namespace, String hash) {
  /** Changes with the list of fields, and with the meaning of any of them. */
  private static final int FORMAT = 6;

  public ResponseKey {
    if (namespace.isEmpty()) {
      throw new IllegalArgumentException("without a namespace nothing is kept");
    }
  }

  /**
   * @param answeredBy whatever else must be equal: the policy, its version, its tiers, their models
   * @param chat whose {@code model} does not count: what it led to is in {@code answeredBy}
   */
  public static ResponseKey of(String namespace, List<String> answeredBy, ChatRequest chat) {
    var fields = new Fields();
    fields.number(FORMAT).text(namespace).texts(answeredBy);
    fields.number(chat.messages().size());
    chat.messages().forEach(message -> add(message, fields));
    add(chat.sampling(), fields);
    add(chat.demands(), fields);
    return new ResponseKey(namespace, fields.hash());
  }

  private static void add(Sampling sampling, Fields fields) {
    fields.number(Float.floatToIntBits(sampling.temperature()));
    fields.number(Float.floatToIntBits(sampling.topP()));
    fields.number(sampling.seed().isPresent() ? 1 : 0).number(sampling.seed().orElse(0));
    fields.texts(sampling.stop());
    fields.number(sampling.maxTokens().orElse(0));
    fields.number(Float.floatToIntBits(sampling.frequencyPenalty()));
    fields.number(Float.floatToIntBits(sampling.presencePenalty()));
    fields.number(sampling.topLogprobs());
  }

  private static void add(ChatMessage message, Fields fields) {
    fields.text(message.role().wireName()).number(message.parts().size());
    for (var part : message.parts()) {
      switch (part) {
        case Part.Text(String text) -> fields.number(0).text(text);
        case Part.Image(String url, String detail) -> fields.number(1).text(url).text(detail);
        case Part.Thought(String block) -> fields.number(2).text(block);
        case Part.Document(String url, String title, String context) ->
            fields.number(3).text(url).text(title).text(context);
        case Part.Sound(String data, String format) -> fields.number(4).text(data).text(format);
      }
    }
    fields.number(message.calls().size());
    message
        .calls()
        .forEach(call -> fields.text(call.id()).text(call.name()).text(call.arguments()));
    fields.number(message.answersCall().isPresent() ? 1 : 0).text(message.answersCall().orElse(""));
    fields.number(message.failed() ? 1 : 0);
  }

  /** All but what no answer depends on. */
  private static void add(Demands demands, Fields fields) {
    fields.number(demands.tools().size());
    for (var tool : demands.tools()) {
      fields.text(tool.name()).text(tool.description()).text(tool.parameters());
      fields.number(tool.strict() ? 1 : 0);
    }
    switch (demands.choice()) {
      case ToolChoice.Auto auto -> fields.number(0);
      case ToolChoice.None none -> fields.number(1);
      case ToolChoice.Required required -> fields.number(2);
      case ToolChoice.Named(String name) -> fields.number(3).text(name);
    }
    fields.number(demands.parallelCalls() ? 1 : 0).number(demands.raw() ? 1 : 0);
    switch (demands.format()) {
      case ResponseFormat.Text text -> fields.number(0);
      case ResponseFormat.JsonObject object -> fields.number(1);
      case ResponseFormat.JsonSchema schema -> {
        fields.number(2).text(schema.name()).text(schema.description()).text(schema.schema());
        fields.number(schema.strict() ? 1 : 0);
      }
    }
    fields.texts(demands.binding());
    fields.texts(demands.wishes().fields()).texts(demands.wishes().betas());
  }

  /** What a store knows the answer by. */
  public String name() {
    return "spillway:response:%d:%s:%s".formatted(FORMAT, Seal.of(namespace).label(), hash);
  }

  /** Hashes fields that do not run into each other. */
  private static final class Fields {
    private final MessageDigest digest = sha256();

    Fields number(long value) {
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
      return this;
    }

    /** Char by char: encoded, strings with half a surrogate pair would look alike. */
    Fields text(String text) {
      number(text.length());
      var bytes = ByteBuffer.allocate(Character.BYTES * text.length());
      bytes.asCharBuffer().put(text);
      digest.update(bytes);
      return this;
    }

    Fields texts(List<String> texts) {
      number(texts.size());
      texts.forEach(this::text);
      return this;
    }

    Fields texts(Map<String, String> texts) {
      number(texts.size());
      new TreeMap<>(texts).forEach((name, value) -> text(name).text(value));
      return this;
    }

    String hash() {
      return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every Java platform has SHA-256", e);
      }
    }
  }
}
