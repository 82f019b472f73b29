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

/**
 * A body that an administrator sent, read strictly: a misspelt field or a string where a number
 * belongs is an error that names the field, never silently ignored or converted. {@code null} means
 * absent.
 */
record StrictBody(JsonNode root) {

  /**
   * @param fields that there may be
   * @throws SpillwayException naming the field at fault
   */
  static StrictBody read(ObjectMapper json, String body, Set<String> fields) {
    var root = parse(json, body);
    if (!root.isObject()) {
      throw new SpillwayException(new ErrorKind.InvalidJson("the body must be a JSON object"));
    }
    for (var name : (Iterable<String>) root::fieldNames) {
      if (!fields.contains(name)) {
        throw invalid(
            PolicyChange.shortened(name),
            "there is no field '%s'; there are: %s"
                .formatted(PolicyChange.shortened(name), String.join(", ", new TreeSet<>(fields))));
      }
    }
    return new StrictBody(root);
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

  Optional<String> text(String field) {
    return present(field)
        .map(
            node -> {
              if (!node.isTextual()) {
                throw invalid(field, field + " must be a string");
              }
              return node.textValue();
            });
  }

  Optional<Double> number(String field) {
    return present(field)
        .map(
            node -> {
              if (!node.isNumber()) {
                throw invalid(field, field + " must be a number");
              }
              return node.doubleValue();
            });
  }

  /** A whole number from 1 on. */
  Optional<Integer> count(String field) {
    return present(field)
        .map(
            node -> {
              if (!node.isInt() || node.intValue() < 1) {
                throw invalid(field, field + " must be a whole number from 1 on");
              }
              return node.intValue();
            });
  }

  <T> Optional<List<T>> list(
      String field, String what, Predicate<JsonNode> isElement, Function<JsonNode, T> element) {
    return present(field)
        .map(
            node -> {
              if (!node.isArray()
                  || !StreamSupport.stream(node.spliterator(), false).allMatch(isElement)) {
                throw invalid(field, "%s must be an array of %s".formatted(field, what));
              }
              return StreamSupport.stream(node.spliterator(), false).map(element).toList();
            });
  }

  Optional<JsonNode> object(String field) {
    return present(field)
        .map(
            node -> {
              if (!node.isObject()) {
                throw invalid(field, field + " must be an object");
              }
              return node;
            });
  }

  private Optional<JsonNode> present(String field) {
    return Optional.ofNullable(root.get(field)).filter(node -> !node.isNull());
  }

  static SpillwayException invalid(String field, String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(field, message));
  }
}
