package dev.spillway.worker.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a grammar of a JSON Schema (draft 2020-12).
 *
 * <p>Every text of the grammar keeps to the schema, except that of {@code oneOf} more than one may
 * apply. The other way round, not every value that a validator would let pass can be written: keys
 * come in the schema's order, white space and numbers are as {@link WhiteSpace} and {@link
 * JsonText} have them, what {@code type} leaves open is narrowed to what the other keywords speak
 * of, and where a schema lists properties or first items and says nothing of others, there are
 * none.
 *
 * <p>A keyword that is not supported is refused, by its place in the schema; none is ignored but
 * those that only describe.
 *
 * <p>Rules are of lists of schemas that a value must keep to all at once, by their places in the
 * whole. There are finitely many, so schemas that contain themselves come to an end: they are rules
 * that call themselves.
 */
final class Schema {
  private final JsonNode root;
  private final Map<Set<String>, Rule> rules = new HashMap<>();
  private final Deque<Runnable> open = new ArrayDeque<>();
  private final Work work = Work.limited();

  private Schema(JsonNode root) {
    this.root = root;
  }

  /**
   * @throws Unusable no grammar can be made of it
   */
  static Grammar compile(JsonNode root) {
    var schema = new Schema(root);
    var start = schema.rule(List.of(new Place(root, "")));
    while (!schema.open.isEmpty()) {
      schema.open.remove().run();
    }
    var grammar = Grammar.seal(start);
    if (grammar.empty()) {
      throw Unusable.at("", "no finite value keeps to the schema");
    }
    return grammar;
  }

  /** The values that keep to all of some schemas; filled later. */
  Rule rule(List<Place> all) {
    var key = new TreeSet<String>();
    all.forEach(place -> key.add(place.pointer()));
    var known = rules.get(key);
    if (known != null) {
      return known;
    }
    var rule = new Rule();
    rules.put(key, rule);
    open.add(
        () ->
            Expansion.of(root, all, work)
                .forEach(alternative -> new Values(this, alternative, work).addTo(rule)));
    return rule;
  }
}
