package dev.spillway.worker.grammar;

import java.util.Set;

/** The keywords of JSON Schema (draft 2020-12) that mean something here. */
final class Keywords {
  static final Set<String> STRING = Set.of("minLength", "maxLength", "pattern", "format");
  static final Set<String> NUMBER =
      Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
  static final Set<String> ARRAY = Set.of("items", "prefixItems", "minItems", "maxItems");
  static final Set<String> OBJECT = Set.of("properties", "required", "additionalProperties");
  private static final Set<String> ANY =
      Set.of("type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref");

  /** They say something to people, and nothing of what is valid. */
  private static final Set<String> NOTES =
      Set.of(
          "$schema",
          "$comment",
          "$defs",
          "definitions",
          "title",
          "description",
          "default",
          "example",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "discriminator");

  private Keywords() {}

  /**
   * @throws Unusable there is one that is not known, or not supported
   */
  static void check(Place place) {
    place
        .node()
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known(name) && !harmless(place, name)) {
                throw place.at(name).unusable("'%s' is not supported".formatted(name));
              }
            });
  }

  private static boolean known(String name) {
    return ANY.contains(name)
        || NOTES.contains(name)
        || STRING.contains(name)
        || NUMBER.contains(name)
        || ARRAY.contains(name)
        || OBJECT.contains(name);
  }

  /** What has a meaning that makes no difference. */
  private static boolean harmless(Place place, String name) {
    return switch (name) {
      case "$id" -> place.pointer().isEmpty();
      case "uniqueItems" ->
          place.node().get(name).isBoolean() && !place.node().get(name).booleanValue();
      default -> false;
    };
  }
}
