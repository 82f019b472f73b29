package dev.spillway.benchmarks.grammar;

import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.worker.grammar.Grammars;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Processor time to make grammars of schemas, and at each token of an answer to know which may
 * follow and to take one. A model does not run: tokens are chosen at random.
 */
final class GrammarBenchmark {
  private static final int ANSWERS = 200;
  private static final int WARM_UP = 100;
  private static final int MOST_TOKENS = 200;
  private static final long MEMORY = 32 << 20;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final List<Named> OWN =
      List.of(
          new Named("any object", "{\"type\": \"object\"}"),
          new Named(
              "person",
              """
              {"type": "object",
               "properties": {
                 "name": {"type": "string"},
                 "age": {"type": "integer", "minimum": 0, "maximum": 150},
                 "email": {"type": "string", "format": "email"},
                 "tags": {"type": "array", "items": {"type": "string"}}},
               "required": ["name", "age", "email", "tags"], "additionalProperties": false}"""),
          new Named(
              "steps",
              """
              {"type": "object",
               "properties": {
                 "steps": {"type": "array", "items": {
                   "type": "object",
                   "properties": {
                     "explanation": {"type": "string", "maxLength": 200},
                     "output": {"type": "string"}},
                   "required": ["explanation", "output"], "additionalProperties": false}},
                 "final_answer": {"type": "string"}},
               "required": ["steps", "final_answer"], "additionalProperties": false}"""),
          new Named(
              "tree",
              """
              {"$ref": "#/$defs/node",
               "$defs": {"node": {
                 "type": "object",
                 "properties": {
                   "label": {"type": "string"},
                   "kind": {"enum": ["leaf", "branch"]},
                   "children": {"type": "array", "items": {"$ref": "#/$defs/node"}}},
                 "required": ["label", "kind", "children"], "additionalProperties": false}}}"""),
          new Named(
              "pattern",
              """
              {"type": "object",
               "properties": {
                 "slug": {"type": "string", "pattern": "^[a-z]+( [a-z]+)*$"},
                 "note": {"type": "string", "maxLength": 40}},
               "required": ["slug", "note"], "additionalProperties": false}"""));

  private record Named(String name, String schema) {
    ResponseFormat format() {
      return new ResponseFormat.JsonSchema(name, "", schema, true);
    }
  }

  private final Words words;
  private final BitSet closing = new BitSet();

  private GrammarBenchmark(Words words) {
    this.words = words;
    for (int id = 0; id < words.tokens().size(); id++) {
      var text = new String(words.tokens().get(id), StandardCharsets.UTF_8);
      closing.set(id, text.equals("\"") || text.equals("}") || text.equals("]"));
    }
  }

  static void main(String[] arguments) throws IOException {
    var schemas = new ArrayList<>(OWN);
    for (int i = 1; i < arguments.length; i++) {
      schemas.add(new Named(arguments[i], Files.readString(Path.of(arguments[i]))));
    }
    new GrammarBenchmark(Words.named(arguments[0])).measure(schemas);
  }

  private void measure(List<Named> schemas) {
    long begun = now();
    var warm = fresh();
    System.out.printf(
        Locale.ROOT,
        "%d tokens, in their tree after %.0f ms%n",
        words.tokens().size(),
        millis(begun));
    for (var each : schemas) {
      var _ = answers(warm, each, WARM_UP);
    }
    System.out.printf(
        "%-12s %8s %8s %8s %8s %8s%n",
        "schema", "make ms", "mean us", "p50 us", "p99 us", "max us");
    for (var each : schemas) {
      var grammars = fresh();
      long making = now();
      var _ = grammars.constraint(each.format());
      double made = millis(making);
      var micros = answers(grammars, each, ANSWERS);
      Collections.sort(micros);
      System.out.printf(
          Locale.ROOT,
          "%-12s %8.1f %8.1f %8.1f %8.1f %8.1f%n",
          each.name,
          made,
          micros.stream().mapToDouble(Double::doubleValue).average().orElse(0),
          micros.get(micros.size() / 2),
          micros.get(micros.size() * 99 / 100),
          micros.getLast());
    }
  }

  private Grammars fresh() {
    var grammars = new Grammars("measured", words.tokens(), words.ends(), MEMORY);
    var _ = grammars.constraint(ResponseFormat.JSON_OBJECT);
    return grammars;
  }

  /** Microseconds for each token. */
  private List<Double> answers(Grammars grammars, Named schema, int count) {
    var micros = new ArrayList<Double>();
    for (int i = 0; i < count; i++) {
      var random = new Random(i);
      var constraint = grammars.constraint(schema.format()).orElseThrow();
      for (int length = 0; length < MOST_TOKENS && !constraint.complete(); length++) {
        long begun = now();
        var allowed = constraint.allowed();
        long known = now() - begun;
        int token = choose(allowed, random);
        if (words.ends().contains(token)) {
          break;
        }
        begun = now();
        var _ = constraint.accept(token);
        micros.add((known + now() - begun) / 1e3);
      }
    }
    return micros;
  }

  private int choose(BitSet allowed, Random random) {
    var choice = (BitSet) allowed.clone();
    if (random.nextInt(3) == 0 && choice.intersects(closing)) {
      choice.and(closing);
    }
    int at = random.nextInt(choice.cardinality());
    return choice.stream().skip(at).findFirst().orElseThrow();
  }

  /** Of the processor, which others may use as well. */
  private static long now() {
    return THREADS.getCurrentThreadCpuTime();
  }

  private static double millis(long begun) {
    return (now() - begun) / 1e6;
  }
}
