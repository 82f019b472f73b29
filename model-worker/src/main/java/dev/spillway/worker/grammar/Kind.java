package dev.spillway.worker.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The types of JSON Schema. An integer is a number, too. */
enum Kind {
  OBJECT,
  ARRAY,
  STRING,
  NUMBER,
  INTEGER,
  BOOLEAN,
  NULL;

  /** Those that speak of values of this kind alone. */
  Set<String> keywords() {
    return switch (this) {
      case OBJECT -> Keywords.OBJECT;
      case ARRAY -> Keywords.ARRAY;
      case STRING -> Keywords.STRING;
      case NUMBER, INTEGER -> Keywords.NUMBER;
      case BOOLEAN, NULL -> Set.of();
    };
  }

  /**
   * The kinds of values that several schemas allow. Where none names a type, but there are keywords
   * of some, it is taken to mean those: fewer values than the specification allows it, and what its
   * author had in mind.
   *
   * @throws Unusable there is no such type
   */
  static Set<Kind> of(List<Place> all) {
    var typed = all.stream().filter(place -> place.has("type")).toList();
    if (!typed.isEmpty()) {
      return typed.stream().map(Kind::named).reduce(Kind::both).orElseThrow();
    }
    var spoken = EnumSet.noneOf(Kind.class);
    for (var place : all) {
      for (var kind : values()) {
        if (kind != INTEGER && kind.keywords().stream().anyMatch(place::has)) {
          spoken.add(kind);
        }
      }
    }
    return spoken.isEmpty() ? EnumSet.complementOf(EnumSet.of(INTEGER)) : spoken;
  }

  private static Set<Kind> named(Place place) {
    var type = place.at("type");
    var kinds = EnumSet.noneOf(Kind.class);
    if (type.node().isTextual()) {
      kinds.add(named(type, type.node()));
    } else if (type.node().isArray() && !type.node().isEmpty()) {
      type.node().forEach(name -> kinds.add(named(type, name)));
    } else {
      throw type.unusable("must be the name of a type, or a list of names");
    }
    if (kinds.contains(NUMBER)) {
      kinds.remove(INTEGER);
    }
    return kinds;
  }

  private static Kind named(Place place, JsonNode name) {
    for (var kind : values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name.textValue())) {
        return kind;
      }
    }
    throw place.unusable("there is no type %s".formatted(name));
  }

  /** What is of one of both. */
  private static Set<Kind> both(Set<Kind> one, Set<Kind> other) {
    var both = EnumSet.noneOf(Kind.class);
    for (var kind : values()) {
      boolean integers = kind == INTEGER && (one.contains(NUMBER) || other.contains(NUMBER));
      if (one.contains(kind) && other.contains(kind)) {
        both.add(kind);
      } else if (integers && (one.contains(kind) || other.contains(kind))) {
        both.add(kind);
      }
    }
    return both;
  }

  boolean includes(JsonNode value) {
    return switch (this) {
      case OBJECT -> value.isObject();
      case ARRAY -> value.isArray();
      case STRING -> value.isTextual();
      case NUMBER -> value.isNumber();
      case INTEGER -> value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
      case BOOLEAN -> value.isBoolean();
      case NULL -> value.isNull();
    };
  }
}
