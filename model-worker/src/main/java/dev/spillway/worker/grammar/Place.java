package dev.spillway.worker.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A schema within a schema.
 *
 * @param pointer to it from the root (RFC 6901)
 */
record Place(JsonNode node, String pointer) {

  boolean has(String keyword) {
    return node.has(keyword);
  }

  /** What a keyword or a name says. */
  Place at(String name) {
    return new Place(node.path(name), pointer + "/" + name.replace("~", "~0").replace("/", "~1"));
  }

  /** The same; in a list, what has that number. */
  Place child(String name) {
    if (!node.isArray()) {
      return at(name);
    }
    int index = name.matches("[0-9]{1,6}") ? Integer.parseInt(name) : -1;
    return new Place(node.path(index), pointer + "/" + name);
  }

  /** The schemas in the list of a keyword. */
  List<Place> list(String keyword) {
    var list = at(keyword);
    if (!list.node.isArray() || list.node.isEmpty()) {
      throw list.unusable("must be a list that is not empty");
    }
    var places = new ArrayList<Place>();
    for (int i = 0; i < list.node.size(); i++) {
      places.add(new Place(list.node.get(i), list.pointer + "/" + i));
    }
    return places;
  }

  List<String> strings(String keyword) {
    if (!has(keyword)) {
      return List.of();
    }
    var list = at(keyword);
    if (!list.node.isArray()) {
      throw list.unusable("must be a list of strings");
    }
    var strings = new ArrayList<String>();
    for (var item : list.node) {
      if (!item.isTextual()) {
        throw list.unusable("must be a list of strings");
      }
      strings.add(item.textValue());
    }
    return strings;
  }

  List<String> names(String keyword) {
    if (!has(keyword)) {
      return List.of();
    }
    var object = at(keyword);
    if (!object.node.isObject()) {
      throw object.unusable("must be an object");
    }
    var names = new ArrayList<String>();
    object.node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** A number of things; {@code otherwise} where it is not said. */
  int count(String keyword, int otherwise) {
    if (!has(keyword)) {
      return otherwise;
    }
    var count = at(keyword);
    boolean whole =
        count.node.isNumber() && count.node.decimalValue().stripTrailingZeros().scale() <= 0;
    if (!whole || count.node.decimalValue().signum() < 0) {
      throw count.unusable("must be a whole number, not negative");
    }
    return count.node.decimalValue().min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValue();
  }

  Optional<BigDecimal> number(String keyword) {
    if (!has(keyword)) {
      return Optional.empty();
    }
    var number = at(keyword);
    if (!number.node.isNumber()) {
      throw number.unusable("must be a number");
    }
    return Optional.of(number.node.decimalValue());
  }

  Optional<String> text(String keyword) {
    if (!has(keyword)) {
      return Optional.empty();
    }
    var text = at(keyword);
    if (!text.node.isTextual()) {
      throw text.unusable("must be a string");
    }
    return Optional.of(text.node.textValue());
  }

  Unusable unusable(String why) {
    return Unusable.at(pointer, why);
  }
}
