package dev.spillway.gateway.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes JSON that keeps to a schema of OpenAPI, and spoils JSON. The same seed does the same. */
final class JsonFuzzer {
  private static final int DEPTH = 6;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** What strangers send. */
  private static final List<JsonNode> ODD =
      List.of(
          NODES.nullNode(),
          NODES.booleanNode(true),
          NODES.numberNode(0),
          NODES.numberNode(-1),
          NODES.numberNode(1.5),
          NODES.numberNode(Long.MAX_VALUE),
          NODES.numberNode(new BigInteger("9".repeat(400))),
          NODES.numberNode(new BigDecimal("1e-9999")),
          NODES.numberNode(new BigDecimal("1e9999")),
          NODES.textNode(""),
          NODES.textNode(" "),
          NODES.textNode("\u0000"),
          NODES.textNode("\ud800"),
          NODES.textNode("é😀\u202e"),
          NODES.textNode("../../etc/passwd"),
          NODES.textNode("' OR 1=1 --"),
          NODES.textNode("x".repeat(20_000)),
          NODES.textNode("2026-02-30T25:61:00Z"),
          NODES.textNode("NaN"),
          NODES.arrayNode(),
          NODES.arrayNode().add(NODES.nullNode()),
          NODES.objectNode(),
          NODES.objectNode().put("", ""),
          nested(40),
          nested(900));

  private final Random random;
  private final JsonNode schemas;
  private final ObjectMapper json = writer();

  /**
   * @param schemas by name, to which references point
   */
  JsonFuzzer(long seed, JsonNode schemas) {
    random = new Random(seed);
    this.schemas = schemas;
  }

  /** Writes also what is nested in what is nested. */
  static ObjectMapper writer() {
    var deep = StreamWriteConstraints.builder().maxNestingDepth(10_000).build();
    return new ObjectMapper(JsonFactory.builder().streamWriteConstraints(deep).build());
  }

  private static JsonNode nested(int depth) {
    JsonNode node = NODES.arrayNode();
    for (int i = 0; i < depth; i++) {
      node = NODES.arrayNode().add(node);
    }
    return node;
  }

  /** Something that keeps to the schema, as far as types and names go. */
  JsonNode valid(JsonNode schema) {
    return valid(schema, 0);
  }

  private JsonNode valid(JsonNode schema, int depth) {
    if (schema.has("$ref")) {
      var name = schema.get("$ref").asText();
      return valid(schemas.path(name.substring(name.lastIndexOf('/') + 1)), depth);
    }
    if (schema.path("examples").isArray() && random.nextInt(3) > 0) {
      return schema.get("examples").get(0);
    }
    if (schema.path("enum").isArray()) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    for (var choice : List.of("anyOf", "oneOf", "allOf")) {
      if (schema.path(choice).isArray()) {
        return valid(schema.get(choice).get(random.nextInt(schema.get(choice).size())), depth);
      }
    }
    var type = schema.path("type");
    return switch (type.isArray()
        ? type.get(random.nextInt(type.size())).asText()
        : type.asText()) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "integer" -> NODES.numberNode(random.nextInt(-2, 100));
      case "number" -> NODES.numberNode(random.nextDouble());
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      default -> NODES.textNode("text-" + random.nextInt(1_000));
    };
  }

  private JsonNode object(JsonNode schema, int depth) {
    var object = NODES.objectNode();
    for (var property : schema.path("properties").properties()) {
      if (depth < DEPTH && random.nextInt(4) > 0) {
        object.set(property.getKey(), valid(property.getValue(), depth + 1));
      }
    }
    return object;
  }

  private JsonNode array(JsonNode schema, int depth) {
    var array = NODES.arrayNode();
    for (int i = random.nextInt(4); i > 0 && depth < DEPTH; i--) {
      array.add(valid(schema.path("items"), depth + 1));
    }
    return array;
  }

  /** The same with one or two places exchanged, added or missing. */
  JsonNode spoilt(JsonNode whole) {
    var copy = whole.deepCopy();
    for (int i = random.nextInt(2); i >= 0; i--) {
      copy = spoiltOnce(copy);
    }
    return copy;
  }

  private JsonNode spoiltOnce(JsonNode whole) {
    var places = new ArrayList<JsonNode>();
    containers(whole, places);
    if (places.isEmpty() || random.nextInt(20) == 0) {
      return odd();
    }
    switch (places.get(random.nextInt(places.size()))) {
      case ObjectNode object -> {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty() || random.nextInt(5) == 0) {
          object.set("field" + random.nextInt(9), odd());
        } else {
          var name = names.get(random.nextInt(names.size()));
          if (random.nextInt(4) == 0) {
            object.remove(name);
          } else {
            object.set(name, odd());
          }
        }
      }
      case ArrayNode array -> {
        if (array.isEmpty() || random.nextInt(3) == 0) {
          array.add(odd());
        } else {
          array.set(random.nextInt(array.size()), odd());
        }
      }
      default -> throw new AssertionError("only these two hold others");
    }
    return whole;
  }

  private static void containers(JsonNode node, List<JsonNode> found) {
    if (node.isContainerNode()) {
      found.add(node);
      node.forEach(child -> containers(child, found));
    }
  }

  JsonNode odd() {
    return ODD.get(random.nextInt(ODD.size())).deepCopy();
  }

  /** Its bytes, some of them lost, doubled or changed: no JSON any more, as a rule. */
  byte[] broken(JsonNode whole) throws IOException {
    var bytes = json.writeValueAsBytes(whole);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> (new String(bytes, StandardCharsets.UTF_8) + "}").getBytes(StandardCharsets.UTF_8);
      default -> {
        for (int i = random.nextInt(3); i >= 0; i--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        yield bytes;
      }
    };
  }

  /** What stands for a name in an address or a query. */
  String word() {
    return switch (random.nextInt(6)) {
      case 0 -> "é😀";
      case 1 -> "x".repeat(3_000);
      case 2 -> "..";
      case 3 -> "key_3p6w0r9x2c5v8b1n4m7q";
      case 4 -> Integer.toString(random.nextInt(-3, 100));
      default -> "w" + random.nextInt(5);
    };
  }

  <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }
}
