package dev.spillway.gateway.admin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.router.policy.Policy;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What an organisation, a project or a key shall be, read strictly: a misspelt field is an error
 * that names it. In a change an absent field keeps its value and {@code null} takes it away (RFC
 * 7396).
 */
final class TenantBody {
  private static final int MAX_NAME = 100;
  private static final int MAX_ID = 64;
  private static final int MAX_MODELS = 100;
  private static final Duration MAX_OVERLAP = Duration.ofDays(30);

  private final JsonNode root;

  private TenantBody(JsonNode root) {
    this.root = root;
  }

  /**
   * @param text empty is an empty object
   * @param fields that there may be
   * @throws SpillwayException naming the field at fault
   */
  static TenantBody read(ObjectMapper json, @Nullable String text, Set<String> fields) {
    var root = parse(json, text == null || text.isBlank() ? "{}" : text);
    if (!root.isObject()) {
      throw new SpillwayException(new ErrorKind.InvalidJson("the body must be a JSON object"));
    }
    onlyKnown(root, "", fields);
    return new TenantBody(root);
  }

  String name() {
    var name = name("");
    if (name.isEmpty()) {
      throw invalid("name", "is required");
    }
    return name;
  }

  String name(String before) {
    var node = root.get("name");
    if (node == null) {
      return before;
    }
    var name = text("name", node, MAX_NAME).strip();
    if (name.isEmpty()) {
      throw invalid("name", "must not be empty");
    }
    return name;
  }

  /** The id of what it belongs to. */
  String parent(String field) {
    var node = root.get(field);
    if (node == null) {
      throw invalid(field, "is required");
    }
    return text(field, node, MAX_ID);
  }

  @Nullable List<String> models(@Nullable List<String> before) {
    var node = root.get("models");
    if (node == null || node.isNull()) {
      return node == null ? before : null;
    }
    if (!node.isArray() || node.size() > MAX_MODELS) {
      throw invalid("models", "must be an array of at most %d names".formatted(MAX_MODELS));
    }
    return StreamSupport.stream(node.spliterator(), false).map(TenantBody::model).toList();
  }

  Limits limits(Limits before) {
    return limits(before, false);
  }

  Limits projectLimits(Limits before) {
    return limits(before, true);
  }

  private Limits limits(Limits before, boolean ofProject) {
    var node = root.get("limits");
    if (node == null || node.isNull()) {
      return node == null ? before : Limits.NONE;
    }
    return LimitsBody.read(node, before, ofProject);
  }

  @Nullable Instant expiresAt(@Nullable Instant before) {
    var node = root.get("expires_at");
    if (node == null || node.isNull()) {
      return node == null ? before : null;
    }
    try {
      var time = OffsetDateTime.parse(text("expires_at", node, MAX_ID));
      // the years that a database knows
      if (time.getYear() >= 1970 && time.getYear() <= 9_999) {
        return time.toInstant().truncatedTo(ChronoUnit.MICROS);
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw invalid("expires_at", "must be a time such as 2027-01-31T12:00:00Z");
  }

  long overlapSeconds() {
    var node = root.get("overlap_seconds");
    if (node == null) {
      return 0;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0
        || node.longValue() > MAX_OVERLAP.toSeconds()) {
      throw invalid(
          "overlap_seconds",
          "must be a whole number from 0 to %d".formatted(MAX_OVERLAP.toSeconds()));
    }
    return node.longValue();
  }

  @Nullable JsonNode field(String field) {
    return root.get(field);
  }

  static void onlyKnown(JsonNode object, String prefix, Set<String> fields) {
    for (var name : (Iterable<String>) object::fieldNames) {
      if (!fields.contains(name)) {
        var shown = prefix + (name.length() <= MAX_ID ? name : name.substring(0, MAX_ID) + "...");
        throw new SpillwayException(
            new ErrorKind.InvalidValue(
                shown,
                "there is no field '%s'; there are: %s"
                    .formatted(shown, String.join(", ", new TreeSet<>(fields)))));
      }
    }
  }

  static SpillwayException invalid(String field, String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(field, field + " " + message));
  }

  private static String model(JsonNode node) {
    try {
      return Policy.checkName(node.isTextual() ? node.textValue() : "");
    } catch (SpillwayException e) {
      throw invalid("models", "must have names of tiers and policies alone");
    }
  }

  private static String text(String field, JsonNode node, int most) {
    if (!node.isTextual()
        || node.textValue().length() > most
        || node.textValue().chars().anyMatch(Character::isISOControl)) {
      throw invalid(field, "must be a string of at most %d printable characters".formatted(most));
    }
    return node.textValue();
  }

  private static JsonNode parse(ObjectMapper json, String body) {
    try {
      return json.reader()
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .readTree(body);
    } catch (JsonProcessingException e) {
      throw new SpillwayException(new ErrorKind.InvalidJson("the body is not valid JSON"), e);
    }
  }
}
