package dev.spillway.worker.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Certain values: those of {@code enum} and {@code const}, each in one spelling. */
record Literals(List<JsonNode> values) {

  static boolean has(Place place) {
    return place.has("enum") || place.has("const");
  }

  /**
   * Those that all schemas name, of some kinds.
   *
   * @throws Unusable a schema also has keywords that could exclude some of them
   */
  static Literals of(List<Place> all, Set<Kind> kinds) {
    List<JsonNode> left = new ArrayList<>();
    boolean begun = false;
    for (var place : all) {
      for (var named : named(place)) {
        left = begun ? both(left, named) : named;
        begun = true;
      }
    }
    left =
        left.stream()
            .filter(value -> kinds.stream().anyMatch(kind -> kind.includes(value)))
            .toList();
    for (var place : all) {
      refuseOthers(place, left);
    }
    return new Literals(left);
  }

  private static List<List<JsonNode>> named(Place place) {
    var named = new ArrayList<List<JsonNode>>();
    if (place.has("const")) {
      named.add(List.of(place.at("const").node()));
    }
    if (place.has("enum")) {
      named.add(place.list("enum").stream().map(Place::node).toList());
    }
    return named;
  }

  private static List<JsonNode> both(List<JsonNode> one, List<JsonNode> other) {
    return one.stream().filter(value -> other.stream().anyMatch(v -> same(value, v))).toList();
  }

  private static boolean same(JsonNode a, JsonNode b) {
    return (a.isNumber() && b.isNumber())
        ? a.decimalValue().compareTo(b.decimalValue()) == 0
        : a.equals(b);
  }

  private static void refuseOthers(Place place, List<JsonNode> values) {
    for (var kind : Kind.values()) {
      for (var keyword : kind.keywords()) {
        if (place.has(keyword) && values.stream().anyMatch(kind::includes)) {
          throw place.at(keyword).unusable("it is not supported beside 'enum' or 'const'");
        }
      }
    }
  }

  /** The contents of strings, as they are spelled between quotes. */
  static Dfa contents(Collection<String> texts, Work work) {
    return dfa(
        texts.stream()
            .map(Spelling::quoted)
            .map(quoted -> Arrays.copyOfRange(quoted, 1, quoted.length - 1))
            .toList(),
        work);
  }

  void addTo(Rule rule, Work work) {
    var scalars = new ArrayList<byte[]>();
    for (var value : values) {
      switch (value.getNodeType()) {
        case OBJECT -> {
          var properties = new ArrayList<ObjectRule.Property>();
          for (var field : value.properties()) {
            properties.add(
                new ObjectRule.Property(field.getKey(), only(field.getValue(), work), true));
          }
          new ObjectRule(properties, null, rule).addTo(rule);
        }
        case ARRAY -> {
          var items = new ArrayList<Rule>();
          value.forEach(item -> items.add(only(item, work)));
          new ArrayRule(items, rule, items.size(), items.size()).addTo(rule);
        }
        case STRING -> scalars.add(Spelling.quoted(value.textValue()));
        default -> scalars.add(value.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    if (!scalars.isEmpty()) {
      dfa(scalars, work).addTo(rule);
    }
  }

  private static Rule only(JsonNode value, Work work) {
    var rule = new Rule();
    new Literals(List.of(value)).addTo(rule, work);
    return rule;
  }

  private static Dfa dfa(List<byte[]> texts, Work work) {
    var nfa = new Nfa(work);
    int start = nfa.state();
    int end = nfa.state();
    texts.forEach(text -> nfa.free(nfa.chain(start, text), end));
    return nfa.deterministic(start, end);
  }
}
