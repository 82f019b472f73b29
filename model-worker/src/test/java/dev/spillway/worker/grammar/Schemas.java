package dev.spillway.worker.grammar;

import java.util.List;
import java.util.Random;

/** Random schemas of all that is supported. */
final class Schemas {
  private static final List<String> NAMES = List.of("a", "ab", "b", "n\\u00e9", "x\\\"y");

  private final Random random;
  private int budget;

  private Schemas(Random random, int budget) {
    this.random = random;
    this.budget = budget;
  }

  static String random(long seed) {
    var schemas = new Schemas(new Random(seed), 10);
    var body = schemas.schema();
    return body.startsWith("{")
        ? "{\"$defs\":{\"leaf\":%s},%s"
            .formatted(
                schemas.string(), body.equals("{}") ? "\"type\":\"null\"}" : body.substring(1))
        : "{\"$defs\":{\"leaf\":{}}}";
  }

  private String schema() {
    if (--budget < 0) {
      return "{\"type\":\"boolean\"}";
    }
    return switch (random.nextInt(15)) {
      case 0, 1, 2, 3 -> object();
      case 4, 5 -> array();
      case 6, 7 -> string();
      case 8 -> "{\"type\":\"integer\"%s}".formatted(bounds("3", "-12", "250"));
      case 9 -> "{\"type\":\"number\"%s}".formatted(bounds("0.5", "-1.25", "3"));
      case 10 -> "{\"enum\":[1,\"two\",null,{\"k\":[1,2]},\"\\u00e9\\n\",-0.5]}";
      case 11 -> "{\"type\":[\"string\",\"null\",\"integer\"]}";
      case 12 -> "{\"anyOf\":[%s,%s]}".formatted(schema(), schema());
      case 13 -> "{\"allOf\":[%s,{\"description\":\"also\"}]}".formatted(schema());
      default -> "{\"$ref\":\"#/$defs/leaf\"}";
    };
  }

  private String bounds(String... values) {
    return switch (random.nextInt(5)) {
      case 0 -> ",\"minimum\":" + pick(values);
      case 1 -> ",\"exclusiveMaximum\":" + pick(values);
      case 2 -> ",\"minimum\":-7,\"maximum\":" + values[0];
      default -> "";
    };
  }

  private String pick(String... values) {
    return values[random.nextInt(values.length)];
  }

  private String string() {
    return "{\"type\":\"string\"%s}"
        .formatted(
            pick(
                "",
                "",
                ",\"maxLength\":3",
                ",\"minLength\":2,\"maxLength\":2",
                ",\"minLength\":1",
                ",\"pattern\":\"^[a-c]+$\"",
                ",\"pattern\":\"b\\\\d?\",\"maxLength\":4",
                ",\"pattern\":\"^(\\u00e9|[^a-z])*$\",\"minLength\":1",
                ",\"format\":\"date\"",
                ",\"format\":\"ipv4\""));
  }

  private String array() {
    var items = random.nextInt(4) > 0 ? ",\"items\":" + schema() : "";
    var first = random.nextInt(3) == 0 ? ",\"prefixItems\":[%s]".formatted(schema()) : "";
    return "{\"type\":\"array\"%s%s%s}"
        .formatted(
            first,
            items,
            pick("", "", ",\"minItems\":1", ",\"maxItems\":2", ",\"minItems\":2,\"maxItems\":3"));
  }

  private String object() {
    var properties = new StringBuilder();
    var required = new StringBuilder();
    for (var name : NAMES) {
      if (random.nextInt(3) == 0) {
        properties.append(properties.isEmpty() ? "" : ",");
        properties.append("\"%s\":%s".formatted(name, schema()));
        if (random.nextBoolean()) {
          required.append(required.isEmpty() ? "" : ",").append("\"%s\"".formatted(name));
        }
      }
    }
    var others =
        switch (random.nextInt(4)) {
          case 0 -> ",\"additionalProperties\":" + schema();
          case 1 -> ",\"additionalProperties\":false";
          default -> "";
        };
    return "{\"type\":\"object\",\"properties\":{%s},\"required\":[%s]%s}"
        .formatted(properties, required, others);
  }
}
