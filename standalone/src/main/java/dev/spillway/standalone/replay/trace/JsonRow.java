package dev.spillway.standalone.replay.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** A JSON object of one line, whose fields are wanted. */
record JsonRow(JsonNode fields) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whole days of nanoseconds fit a long well beyond this. */
  private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(9_000_000_000L);

  static JsonRow parse(String line) throws BadRow {
    try {
      var node = JSON.readTree(line);
      if (!node.isObject()) {
        throw new BadRow("not a JSON object");
      }
      return new JsonRow(node);
    } catch (JsonProcessingException e) {
      throw new BadRow("not a JSON object: " + e.getOriginalMessage());
    }
  }

  boolean has(String field) {
    return fields.hasNonNull(field);
  }

  /** An object inside; empty if it is missing. */
  JsonRow inner(String field) {
    return new JsonRow(fields.path(field));
  }

  int tokens(String field) throws BadRow {
    var node = wanted(field);
    if (!node.canConvertToExactIntegral() || !node.canConvertToLong()) {
      throw new BadRow("%s is not a whole number: %s".formatted(field, node));
    }
    return BadRow.tokens(field, node.longValue());
  }

  /** A time in units of so many nanoseconds, as nanoseconds. */
  long nanos(String field, long unit) throws BadRow {
    var node = wanted(field);
    if (!node.isNumber()) {
      throw new BadRow("%s is not a number: %s".formatted(field, node));
    }
    var seconds = node.decimalValue().multiply(BigDecimal.valueOf(unit)).movePointLeft(9);
    if (seconds.signum() < 0 || seconds.compareTo(MOST_SECONDS) > 0) {
      throw new BadRow("%s is not a time after 1970: %s".formatted(field, node));
    }
    return seconds.movePointRight(9).longValue();
  }

  String text(String field) throws BadRow {
    return wanted(field).asText();
  }

  boolean isText(String field) {
    return fields.path(field).isTextual();
  }

  /** Ids of blocks; at most as many as begin within the prompt. */
  List<Long> ids(String field, int promptTokens, int blockTokens) throws BadRow {
    var node = wanted(field);
    if (!node.isArray()) {
      throw new BadRow("%s is not a list: %s".formatted(field, node));
    }
    if (node.size() > (promptTokens + (long) blockTokens - 1) / blockTokens) {
      throw new BadRow(
          "%s names %d blocks of %d tokens; the prompt has %d tokens"
              .formatted(field, node.size(), blockTokens, promptTokens));
    }
    var ids = new ArrayList<Long>(node.size());
    for (var id : node) {
      if (!id.canConvertToExactIntegral() || !id.canConvertToLong()) {
        throw new BadRow("%s contains what is not a whole number: %s".formatted(field, id));
      }
      ids.add(id.longValue());
    }
    return ids;
  }

  private JsonNode wanted(String field) throws BadRow {
    if (!has(field)) {
      throw new BadRow(field + " is missing");
    }
    return fields.get(field);
  }
}
