package dev.spillway.worker.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.error.SpillwayException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Law "a format is kept", and that all that is allowed is known. */
class FormatLawTest {
  private static final List<byte[]> JSONISH = Vocabularies.jsonish();
  private static final BitSet JSONISH_ENDS = Vocabularies.ends(JSONISH);
  private static final Grammars SMALL = new Grammars("m", JSONISH, ids(JSONISH_ENDS), 32 << 20);
  private static final Grammars DEMO = Vocabularies.grammars(Vocabularies.DEMO);

  @Property(tries = 400, seed = "1")
  void law_a_format_is_kept_whatever_the_model_prefers(@ForAll @LongRange(min = 0) long seed) {
    var schema = Schemas.random(seed);
    var constraint = constraint(SMALL, schema);
    if (constraint.isEmpty()) {
      return;
    }
    var walk = new RandomWalk(JSONISH, JSONISH_ENDS, seed);
    var text = walk.text(constraint.get(), _ -> {});
    assertThat(new Oracle(schema).complaints(text)).as("%s: %s", schema, text).isEmpty();
  }

  @Property(tries = 100, seed = "1")
  void law_a_format_is_kept_with_the_tokens_of_a_model(@ForAll @LongRange(min = 0) long seed) {
    var schema = Schemas.random(seed);
    var constraint = constraint(DEMO, schema);
    if (constraint.isEmpty()) {
      return;
    }
    var tokenizer = Vocabularies.DEMO;
    var ends = new BitSet();
    tokenizer.ends().forEach(ends::set);
    var text = new RandomWalk(tokenizer.bytes(), ends, seed).text(constraint.get(), _ -> {});
    assertThat(new Oracle(schema).complaints(text)).as("%s: %s", schema, text).isEmpty();
  }

  @Property(tries = 60, seed = "1")
  void law_a_format_is_kept_where_any_object_will_do(@ForAll @LongRange(min = 0) long seed) {
    var constraint = SMALL.constraint(ResponseFormat.JSON_OBJECT).orElseThrow();
    var text = new RandomWalk(JSONISH, JSONISH_ENDS, seed).text(constraint, _ -> {});
    assertThat(Oracle.parse(text).isObject()).isTrue();
  }

  @Property(tries = 200, seed = "2")
  void the_allowed_tokens_are_those_that_can_follow_if_each_is_tried(
      @ForAll @LongRange(min = 0) long seed) {
    var schema = Schemas.random(seed);
    if (constraint(SMALL, schema).isEmpty()) {
      return;
    }
    var grammar = Schema.compile(Oracle.parse(schema));
    var constraint = constraint(SMALL, schema).orElseThrow();
    var walk = new RandomWalk(JSONISH, JSONISH_ENDS, seed);
    var at = new Configuration[] {Configuration.begin(grammar.start())};
    var read = new int[1];
    var _ =
        walk.text(
            constraint,
            written -> {
              for (; read[0] < written.length; read[0]++) {
                at[0] = at[0].step(Byte.toUnsignedInt(written[read[0]]));
              }
              assertThat(constraint.allowed())
                  .as("%s after %s", schema, new String(written, StandardCharsets.UTF_8))
                  .isEqualTo(tried(at[0]));
            });
  }

  private static BitSet tried(Configuration configuration) {
    var allowed = new BitSet();
    for (int id = 0; id < JSONISH.size(); id++) {
      var next = configuration;
      for (byte value : JSONISH.get(id)) {
        next = next.step(Byte.toUnsignedInt(value));
      }
      allowed.set(id, JSONISH.get(id).length > 0 && !next.nowhere());
    }
    if (configuration.ended()) {
      allowed.or(JSONISH_ENDS);
    }
    return allowed;
  }

  /** Nothing where the schema has no value. */
  private static Optional<Constraint> constraint(Grammars grammars, String schema) {
    try {
      return grammars.constraint(RandomWalk.format(schema));
    } catch (SpillwayException e) {
      assertThat(e.kind().message()).contains("no finite value");
      return Optional.empty();
    }
  }

  private static Set<Integer> ids(BitSet ends) {
    return ends.stream().boxed().collect(Collectors.toSet());
  }
}
