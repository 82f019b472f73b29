package dev.spillway.gateway.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.drift.Promise;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Judging;
import dev.spillway.router.policy.Similarity;
import dev.spillway.router.policy.Streaming;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A {@link Conduct} as JSON, which is how it is stored and sent: an object of what differs from the
 * defaults. A change is a merge patch (RFC 7396): what is absent stays, {@code null} is the default
 * again.
 */
public final class ConductJson {
  /** Nothing beside the rule. */
  public static final String PLAIN = "{}";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> FIELDS =
      new TreeSet<>(
          Set.of(
              "explore",
              "shadow",
              "budget_usd_per_1000",
              "streaming",
              "early_tokens",
              "early_confidence",
              "candidate",
              "promise",
              "fallback",
              "judge",
              "similar"));
  private static final Set<String> PROMISE =
      new TreeSet<>(Set.of("acceptance", "quality", "brier", "tolerance"));

  private static final Set<String> JUDGE = new TreeSet<>(Set.of("share", "tier"));

  private static final Set<String> SIMILAR = new TreeSet<>(Set.of("cosine", "confidence"));

  private ConductJson() {}

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field: a newer release
   *     may have written what this one does not know
   */
  static Conduct read(String text) {
    var fields = object(text);
    checkNames(fields, FIELDS, "");
    return new Conduct(
        number(fields, "explore").orElse(0),
        number(fields, "shadow").orElse(0),
        number(fields, "budget_usd_per_1000"),
        new Streaming(
            text(fields, "streaming").map(ConductJson::mode).orElse(Streaming.Mode.BUFFERED),
            whole(fields, "early_tokens").orElse(Streaming.TOKENS),
            number(fields, "early_confidence")),
        text(fields, "candidate"),
        promise(fields.path("promise")),
        text(fields, "fallback"),
        judging(fields.path("judge")),
        similar(fields.path("similar")));
  }

  private static Optional<Similarity> similar(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    if (!(node instanceof ObjectNode fields)) {
      throw invalid("similar", "must be an object");
    }
    checkNames(fields, SIMILAR, "similar.");
    return Optional.of(
        new Similarity(
            number(fields, "similar.", "cosine")
                .orElseThrow(() -> invalid("similar.cosine", "must be given")),
            number(fields, "similar.", "confidence").orElse(Similarity.CONFIDENCE)));
  }

  private static Optional<Judging> judging(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    if (!(node instanceof ObjectNode fields)) {
      throw invalid("judge", "must be an object");
    }
    checkNames(fields, JUDGE, "judge.");
    return Optional.of(
        new Judging(
            number(fields, "judge.", "share")
                .orElseThrow(() -> invalid("judge.share", "must be given")),
            text(fields, "tier").orElseThrow(() -> invalid("judge.tier", "must be given"))));
  }

  private static Optional<Promise> promise(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    if (!(node instanceof ObjectNode fields)) {
      throw invalid("promise", "must be an object");
    }
    checkNames(fields, PROMISE, "promise.");
    return Optional.of(
        new Promise(
            number(fields, "promise.", "acceptance"),
            number(fields, "promise.", "quality"),
            number(fields, "promise.", "brier"),
            number(fields, "promise.", "tolerance").orElse(Promise.TOLERANCE)));
  }

  private static void checkNames(ObjectNode fields, Set<String> known, String prefix) {
    fields
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw invalid(
                    prefix + PolicyChange.shortened(name),
                    "is not one of " + String.join(", ", known));
              }
            });
  }

  private static Streaming.Mode mode(String name) {
    return Arrays.stream(Streaming.Mode.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> invalid("streaming", "must be buffered, early or pre"));
  }

  /**
   * The object after a change, its fields in order, so that the same content is the same text.
   *
   * @param patch an object
   */
  static String patched(String text, String patch) {
    var fields = new TreeMap<String, JsonNode>();
    object(text).properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    object(patch)
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                fields.remove(field.getKey());
              } else {
                fields.put(field.getKey(), field.getValue());
              }
            });
    return JSON.createObjectNode().setAll(fields).toString();
  }

  /** What was stored, to be shown. */
  public static ObjectNode object(String text) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      // said below
    }
    throw new SpillwayException(
        new ErrorKind.InvalidValue("conduct", "conduct must be a JSON object"));
  }

  private static OptionalDouble number(ObjectNode fields, String name) {
    return number(fields, "", name);
  }

  /**
   * @param prefix of the name in an error
   */
  private static OptionalDouble number(ObjectNode fields, String prefix, String name) {
    var value = fields.path(name);
    if (value.isMissingNode()) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber()) {
      throw invalid(prefix + name, "must be a number");
    }
    return OptionalDouble.of(value.doubleValue());
  }

  private static Optional<Integer> whole(ObjectNode fields, String name) {
    var value = fields.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isInt()) {
      throw invalid(name, "must be a whole number");
    }
    return Optional.of(value.intValue());
  }

  private static Optional<String> text(ObjectNode fields, String name) {
    var value = fields.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw invalid(name, "must be a string");
    }
    return Optional.of(value.textValue());
  }

  private static SpillwayException invalid(String field, String message) {
    return new SpillwayException(
        new ErrorKind.InvalidValue("conduct." + field, "conduct.%s %s".formatted(field, message)));
  }
}
