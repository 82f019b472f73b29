package dev.spillway.gateway.admin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.policy.PolicyChange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a change, read strictly: a misspelt field or a string where a number belongs is an
 * error that names the field, never silently ignored or converted. {@code null} means absent.
 */
@Schema(
    name = "PolicyChange",
    description = "What the policy shall be. An absent field keeps its value.",
    examples =
        """
        {"tiers": ["demo-small", "demo-large"], "scorer": "min-probability", "thresholds": [0.8]}
        """)
record PolicyBody(
    @Schema(description = "Names of configured tiers, from cheapest to best.")
        @Nullable List<String> tiers,
    @Schema(examples = "min-probability") @Nullable String scorer,
    @Schema(description = "One for each tier but the last, each from 0 to 1.")
        @Nullable List<Double> thresholds,
    @Schema(
            description = "A learned router, in place of scorer and thresholds.",
            examples = "support-2026-11")
        @Nullable String router,
    @Schema(
            name = "worth_usd",
            description = "Dollars that a right answer is worth more than a wrong one.",
            examples = "0.002")
        @Nullable Double worthUsd,
    @Schema(description = "Why, for the history.", maxLength = MAX_COMMENT)
        @Nullable String comment) {

  private static final int MAX_COMMENT = 500;
  private static final Set<String> FIELDS =
      new TreeSet<>(Set.of("tiers", "scorer", "thresholds", "router", "worth_usd", "comment"));

  /**
   * @throws SpillwayException naming the field at fault
   */
  static PolicyChange read(ObjectMapper json, String body) {
    var root = parse(json, body);
    if (!root.isObject()) {
      throw new SpillwayException(new ErrorKind.InvalidJson("the body must be a JSON object"));
    }
    for (var name : (Iterable<String>) root::fieldNames) {
      if (!FIELDS.contains(name)) {
        throw invalid(
            PolicyChange.shortened(name),
            "there is no field '%s'; there are: %s"
                .formatted(PolicyChange.shortened(name), String.join(", ", FIELDS)));
      }
    }
    return new PolicyChange(
        list(root, "tiers", "tier names", JsonNode::isTextual, JsonNode::textValue),
        text(root, "scorer"),
        // adding zero turns -0.0, which is another number to Java, into 0.0
        list(root, "thresholds", "numbers", JsonNode::isNumber, node -> node.doubleValue() + 0.0),
        text(root, "router"),
        number(root, "worth_usd"),
        text(root, "comment").map(PolicyBody::checkedComment));
  }

  private static JsonNode parse(ObjectMapper json, String body) {
    try {
      return json.reader()
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .readTree(body);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new SpillwayException(
          new ErrorKind.InvalidJson(
              "the body is not valid JSON%s"
                  .formatted(
                      at == null
                          ? ""
                          : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()))),
          e);
    }
  }

  private static Optional<String> text(JsonNode root, String field) {
    return present(root, field)
        .map(
            node -> {
              if (!node.isTextual()) {
                throw invalid(field, field + " must be a string");
              }
              return node.textValue();
            });
  }

  private static Optional<Double> number(JsonNode root, String field) {
    return present(root, field)
        .map(
            node -> {
              if (!node.isNumber()) {
                throw invalid(field, field + " must be a number");
              }
              return node.doubleValue();
            });
  }

  private static <T> Optional<List<T>> list(
      JsonNode root,
      String field,
      String what,
      Predicate<JsonNode> isElement,
      Function<JsonNode, T> element) {
    return present(root, field)
        .map(
            node -> {
              if (!node.isArray()
                  || !StreamSupport.stream(node.spliterator(), false).allMatch(isElement)) {
                throw invalid(field, "%s must be an array of %s".formatted(field, what));
              }
              return StreamSupport.stream(node.spliterator(), false).map(element).toList();
            });
  }

  private static Optional<JsonNode> present(JsonNode root, String field) {
    return Optional.ofNullable(root.get(field)).filter(node -> !node.isNull());
  }

  private static String checkedComment(String comment) {
    if (comment.length() > MAX_COMMENT || comment.indexOf('\0') >= 0) {
      throw invalid(
          "comment", "comment may have at most %d characters and no NUL".formatted(MAX_COMMENT));
    }
    return comment;
  }

  private static SpillwayException invalid(String field, String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(field, message));
  }
}
