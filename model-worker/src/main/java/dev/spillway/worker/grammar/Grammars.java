package dev.spillway.worker.grammar;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The formats that a model's answers can be promised to have.
 *
 * <p><b>How.</b> A schema becomes a {@link Grammar}, a pushdown automaton over bytes; tokens are
 * byte strings and may end anywhere, inside a character too. At each token the sampler may choose
 * only from those after which the text is still the beginning of one that the grammar allows. Which
 * these are is known for each state of the automaton but for the few tokens that go on after the
 * rule which they begin in, as in XGrammar (Dong et al., 2411.15100), and found in a {@link
 * TokenTrie tree} of all tokens, as in llguidance; see {@link Masks}.
 *
 * <p><b>Bounds.</b> Schemas are bounded in length and depth, their grammars in states; what is kept
 * of both, and of the tokens that may follow, in bytes. What is not kept is made again: that costs
 * time and changes no answer.
 *
 * <p>Any thread. Making a grammar takes up to some tenths of a second: not for an event loop, nor
 * an engine's thread.
 */
public final class Grammars {
  private static final String FIELD = "response_format";
  private static final int MOST_SCHEMA = 128 * 1024;
  private static final int MOST_DEPTH = 64;

  /** Nodes of the tree that are looked at before a grammar is first used; some ten milliseconds. */
  private static final long WARM_NODES = 2_000_000;

  private static final int STATE_BYTES = 160;

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final String model;
  private final Tokens tokens;
  private final long memory;
  private @Nullable Masks masks;
  private final Cache<String, Grammar> grammars;
  private final LongAdder compiled = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  /**
   * @param model its name, for messages
   * @param tokens the bytes of each token, by id; empty for those that are no text
   * @param ends tokens that end a turn
   * @param memory bytes for what is kept
   */
  public Grammars(String model, List<byte[]> tokens, Set<Integer> ends, long memory) {
    var endSet = new BitSet();
    ends.forEach(endSet::set);
    this.model = model;
    this.tokens = new Tokens(tokens, endSet);
    this.memory = memory;
    this.grammars =
        Caffeine.newBuilder()
            .maximumWeight(memory / 2)
            .weigher(
                (String schema, Grammar grammar) ->
                    2 * schema.length() + STATE_BYTES * grammar.states().size())
            .executor(Runnable::run)
            .build();
  }

  /**
   * For one answer, from its first token; nothing where it may be any text.
   *
   * @throws SpillwayException {@link ErrorKind.Unsupported} where the format asks for what cannot
   *     be promised here, and says where; {@link ErrorKind.InvalidValue} where its schema is no
   *     JSON
   */
  public Optional<Constraint> constraint(ResponseFormat format) {
    return switch (format) {
      case ResponseFormat.Text _ -> Optional.empty();
      case ResponseFormat.JsonObject _ -> Optional.of(begin(JsonText.ANY_OBJECT));
      case ResponseFormat.JsonSchema(_, _, var schema, _) ->
          Optional.of(begin(grammars.get(schema, this::compile)));
    };
  }

  private Constraint begin(Grammar grammar) {
    return new Constraint(model, grammar, tokens, masks());
  }

  /** The first request that wants a format waits until all tokens are in their tree. */
  private synchronized Masks masks() {
    if (masks == null) {
      masks = new Masks(TokenTrie.of(tokens.all()), memory / 2);
      warm(JsonText.ANY_OBJECT, masks);
    }
    return masks;
  }

  private Grammar compile(String schema) {
    long begun = System.nanoTime();
    if (schema.length() > MOST_SCHEMA) {
      throw refused("it has more than %d characters".formatted(MOST_SCHEMA));
    }
    try {
      var root = JSON.readTree(schema);
      if (root.isMissingNode()) {
        throw noJson("there is nothing");
      }
      var grammar = Schema.compile(root);
      warm(grammar, masks());
      compiled.increment();
      nanos.add(System.nanoTime() - begun);
      return grammar;
    } catch (Unusable e) {
      throw refused(e.why());
    } catch (JsonProcessingException e) {
      throw noJson(e.getOriginalMessage());
    }
  }

  private static SpillwayException noJson(String why) {
    return new SpillwayException(
        new ErrorKind.InvalidValue(FIELD, FIELD + " has a schema that is no JSON: " + why));
  }

  private SpillwayException refused(String why) {
    return new SpillwayException(
        ErrorKind.Unsupported.of(
            FIELD, model, "keep to the schema of %s: %s".formatted(FIELD, why)));
  }

  /** So that the engine's thread seldom does it. */
  private static void warm(Grammar grammar, Masks masks) {
    long left = WARM_NODES;
    for (var state : grammar.states()) {
      left -= Walk.most(masks.trie(), state);
      if (left < 0) {
        return;
      }
      masks.warm(state);
    }
  }

  /** Schemas that were made into grammars. */
  public long compiled() {
    return compiled.sum();
  }

  /** The time that took. */
  public long compileNanos() {
    return nanos.sum();
  }

  /** Bytes of what is kept, and of the tree of all tokens, which is not of {@code memory}. */
  public synchronized long bytes() {
    long kept = grammars.policy().eviction().orElseThrow().weightedSize().orElse(0);
    return masks == null ? kept : kept + masks.bytes();
  }
}
