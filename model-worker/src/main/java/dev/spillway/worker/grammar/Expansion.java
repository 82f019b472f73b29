package dev.spillway.worker.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes apart what schemas are combined with: a value must keep to all schemas of one of several
 * lists, and no schema in them refers to another or has alternatives; those of {@code $ref} and
 * {@code allOf} are in the list themselves, and there is a list for each way to choose from {@code
 * anyOf} and {@code oneOf}.
 *
 * <p>Of {@code oneOf} it is not kept that only one may apply: what is written keeps to at least
 * one.
 */
final class Expansion {
  private static final int MOST = 256;

  /** Of looking at a schema. */
  private static final int STEP = 100;

  private final JsonNode root;
  private final List<List<Place>> found = new ArrayList<>();
  private final Work work;

  /** A schema to look at, and those within which it was found. */
  private record Open(Place place, Set<String> within) {}

  private Expansion(JsonNode root, Work work) {
    this.root = root;
    this.work = work;
  }

  /**
   * @param all schemas that a value must keep to
   * @throws Unusable where a schema is wrong, not supported, or there are too many ways
   */
  static List<List<Place>> of(JsonNode root, List<Place> all, Work work) {
    var expansion = new Expansion(root, work);
    var open = new ArrayDeque<Open>();
    all.forEach(place -> open.add(new Open(place, Set.of())));
    expansion.expand(new LinkedHashMap<>(), open, List.of());
    return expansion.found;
  }

  private void expand(Map<String, Place> done, Deque<Open> open, List<List<Open>> choices) {
    var later = new ArrayList<>(choices);
    while (!open.isEmpty()) {
      var next = open.remove();
      var place = next.place;
      if (next.within.contains(place.pointer())) {
        throw place.unusable("it refers to itself, with nothing between");
      }
      work.take(STEP);
      if (place.node().isBoolean()) {
        if (!place.node().booleanValue()) {
          return;
        }
      } else if (done.putIfAbsent(place.pointer(), place) == null) {
        look(next, open, later);
      }
    }
    if (later.isEmpty()) {
      found.add(List.copyOf(done.values()));
      if (found.size() > MOST) {
        throw found
            .getFirst()
            .getFirst()
            .unusable("it has more than %d alternatives in all".formatted(MOST));
      }
      return;
    }
    var rest = later.subList(1, later.size());
    for (var choice : later.getFirst()) {
      expand(new LinkedHashMap<>(done), new ArrayDeque<>(List.of(choice)), rest);
    }
  }

  private void look(Open next, Deque<Open> open, List<List<Open>> later) {
    var place = next.place;
    if (!place.node().isObject()) {
      throw place.unusable("a schema must be an object or a boolean");
    }
    Keywords.check(place);
    var within = new HashSet<>(next.within);
    within.add(place.pointer());
    if (place.has("$ref")) {
      open.add(new Open(target(place.at("$ref")), within));
    }
    if (place.has("allOf")) {
      place.list("allOf").forEach(part -> open.add(new Open(part, within)));
    }
    for (var keyword : List.of("anyOf", "oneOf")) {
      if (place.has(keyword)) {
        later.add(place.list(keyword).stream().map(part -> new Open(part, within)).toList());
      }
    }
  }

  private Place target(Place reference) {
    var text = reference.node().textValue();
    if (text == null || !text.startsWith("#")) {
      throw reference.unusable(
          "only references within the schema, such as '#/$defs/x', are supported");
    }
    var place = new Place(root, "");
    try {
      var pointer =
          URLDecoder.decode(text.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
      if (!pointer.isEmpty() && !pointer.startsWith("/")) {
        throw reference.unusable(
            "names of places are not supported, only paths such as '#/$defs/x'");
      }
      var steps = pointer.split("/", -1);
      for (int i = 1; i < steps.length; i++) {
        place = place.child(steps[i].replace("~1", "/").replace("~0", "~"));
      }
    } catch (IllegalArgumentException e) {
      throw reference.unusable("this is no reference");
    }
    if (place.node().isMissingNode()) {
      throw reference.unusable("there is nothing at '%s'".formatted(text));
    }
    return place;
  }
}
