package dev.spillway.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.http.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a body of {@code POST /v1/embeddings} asks for. A field that is not known is refused: it may
 * change the vectors.
 *
 * @param base64 whether vectors are written as little-endian floats in Base64
 * @param dimensions that the client expects
 */
record EmbeddingOrder(String model, List<String> texts, boolean base64, OptionalInt dimensions) {
  /** Texts of a request. */
  private static final int MOST_TEXTS = 256;

  /** Characters of a text; as many as workers take. */
  private static final int LONGEST_TEXT = 8_000;

  private static final int LONGEST_NAME = 128;

  private static final Set<String> KNOWN =
      Set.of("dimensions", "encoding_format", "input", "model", "user");

  EmbeddingOrder {
    texts = List.copyOf(texts);
  }

  /**
   * @throws SpillwayException naming the first field that is wrong
   */
  static EmbeddingOrder read(JsonNode json) {
    var body = RequestBody.of(json);
    var root = body.root();
    var order =
        new EmbeddingOrder(
            body.model(),
            texts(root.required("input")),
            root.member("encoding_format").map(EmbeddingOrder::base64).orElse(false),
            root.member("dimensions")
                .map(field -> OptionalInt.of((int) field.whole(1, Integer.MAX_VALUE)))
                .orElse(OptionalInt.empty()));
    json.fieldNames().forEachRemaining(name -> check(name, root, order.model()));
    return order;
  }

  private static void check(String name, Field root, String model) {
    if (!KNOWN.contains(name) && root.member(name).isPresent()) {
      var shown = name.substring(0, Math.min(name.length(), LONGEST_NAME));
      throw new SpillwayException(
          ErrorKind.Unsupported.of(shown, model, "embed with the field '%s'".formatted(shown)));
    }
  }

  private static List<String> texts(Field input) {
    if (input.value().isTextual()) {
      return List.of(text(input));
    }
    if (!input.value().isArray() || input.value().isEmpty() || input.value().size() > MOST_TEXTS) {
      throw input.wrong("must be a string or an array of 1 to %d strings".formatted(MOST_TEXTS));
    }
    return input.elements().stream().map(EmbeddingOrder::text).toList();
  }

  private static String text(Field field) {
    if (!field.value().isTextual()) {
      throw field.wrong("must be a string; tokens are not taken");
    }
    var text = field.string();
    if (text.isBlank() || text.length() > LONGEST_TEXT) {
      throw field.wrong("must have 1 to %d characters, not all blank".formatted(LONGEST_TEXT));
    }
    return text;
  }

  private static boolean base64(Field field) {
    return switch (field.string()) {
      case "float" -> false;
      case "base64" -> true;
      default -> throw field.wrong("must be float or base64");
    };
  }

  /** About so many tokens. */
  long characters() {
    return texts.stream().mapToLong(String::length).sum();
  }

  /** Tokenizers that know every byte make no more tokens, but for two around a text. */
  long tokenBound() {
    return texts.stream()
        .mapToLong(text -> 2L + text.getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }
}
