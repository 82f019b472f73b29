package dev.spillway.worker.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The values that keep to several schemas at once, of which none refers to others. */
final class Values {
  private static final JsonNode NO = BooleanNode.FALSE;

  private final Schema schema;
  private final List<Place> all;
  private final Work work;

  Values(Schema schema, List<Place> all, Work work) {
    this.schema = schema;
    this.all = all;
    this.work = work;
  }

  void addTo(Rule rule) {
    if (all.isEmpty()) {
      rule.addAll(JsonText.VALUE);
      return;
    }
    var kinds = Kind.of(all);
    if (all.stream().anyMatch(Literals::has)) {
      Literals.of(all, kinds).addTo(rule, work);
      return;
    }
    for (var kind : kinds) {
      switch (kind) {
        case OBJECT -> object(rule);
        case ARRAY -> array(rule);
        case STRING -> new Strings(all).addTo(rule, work);
        case NUMBER -> Numbers.of(all).addTo(rule, false, work);
        case INTEGER -> Numbers.of(all).addTo(rule, true, work);
        case BOOLEAN -> rule.addAll(JsonText.BOOLEAN);
        case NULL -> rule.addAll(JsonText.NULL);
      }
    }
  }

  private void object(Rule rule) {
    if (!speaksOf(Kind.OBJECT)) {
      rule.addAll(JsonText.OBJECT);
      return;
    }
    var required = new LinkedHashSet<String>();
    all.forEach(place -> required.addAll(place.strings("required")));
    var names = new LinkedHashSet<String>();
    all.forEach(place -> names.addAll(place.names("properties")));
    boolean closed = !names.isEmpty() && all.stream().noneMatch(p -> p.has("additionalProperties"));
    names.addAll(required);
    var properties = new ArrayList<ObjectRule.Property>();
    for (var name : names) {
      var value = schema.rule(property(name));
      properties.add(new ObjectRule.Property(name, value, required.contains(name)));
    }
    var others = all.stream().filter(place -> place.has("additionalProperties")).toList();
    closed |=
        others.stream().anyMatch(place -> place.node().get("additionalProperties").equals(NO));
    var values =
        schema.rule(others.stream().map(place -> place.at("additionalProperties")).toList());
    new ObjectRule(properties, closed ? null : keys(names), values).addTo(rule);
  }

  private List<Place> property(String name) {
    var places = new ArrayList<Place>();
    for (var place : all) {
      if (place.at("properties").has(name)) {
        places.add(place.at("properties").at(name));
      } else if (place.has("additionalProperties")) {
        places.add(place.at("additionalProperties"));
      }
    }
    return places;
  }

  /** All but some. */
  private Rule keys(Set<String> names) {
    if (names.isEmpty()) {
      return JsonText.KEY;
    }
    try {
      var keys = JsonText.CONTENT.and(Literals.contents(names, work).not(), work);
      var rule = new Rule();
      keys.addQuotedTo(rule);
      return rule;
    } catch (Unusable e) {
      throw e.at(all.getFirst().at("additionalProperties"));
    }
  }

  private void array(Rule rule) {
    if (!speaksOf(Kind.ARRAY)) {
      rule.addAll(JsonText.ARRAY);
      return;
    }
    int first = 0;
    int least = 0;
    int most = Top.UNBOUNDED;
    for (var place : all) {
      first = Math.max(first, prefix(place).size());
      least = Math.max(least, place.count("minItems", 0));
      most = Math.min(most, place.count("maxItems", Top.UNBOUNDED));
    }
    if (first > 0 && least <= first && all.stream().noneMatch(place -> place.has("items"))) {
      most = Math.min(most, first);
    }
    if (least > most) {
      return;
    }
    var rules = new ArrayList<Rule>();
    for (int i = 0; i < first; i++) {
      rules.add(schema.rule(item(i)));
    }
    new ArrayRule(rules, schema.rule(item(first)), least, most).addTo(rule);
  }

  private List<Place> item(int index) {
    var places = new ArrayList<Place>();
    for (var place : all) {
      var prefix = prefix(place);
      if (index < prefix.size()) {
        places.add(prefix.get(index));
      } else if (place.has("items")) {
        places.add(place.at("items"));
      }
    }
    return places;
  }

  private static List<Place> prefix(Place place) {
    return place.has("prefixItems") ? place.list("prefixItems") : List.of();
  }

  private boolean speaksOf(Kind kind) {
    return kind.keywords().stream().anyMatch(keyword -> all.stream().anyMatch(p -> p.has(keyword)));
  }
}
