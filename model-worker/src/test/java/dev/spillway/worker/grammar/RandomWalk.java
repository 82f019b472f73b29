package dev.spillway.worker.grammar;

import dev.spillway.contracts.chat.ResponseFormat;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Answers of a model that knows nothing: any of the allowed tokens, and of late those that close.
 */
final class RandomWalk {
  private static final int LONG = 120;
  private static final int TOO_LONG = 4_000;

  private final List<byte[]> tokens;
  private final BitSet ends;
  private final BitSet closing = new BitSet();
  private final Random random;

  RandomWalk(List<byte[]> tokens, BitSet ends, long seed) {
    this.tokens = tokens;
    this.ends = ends;
    this.random = new Random(seed);
    for (int id = 0; id < tokens.size(); id++) {
      var text = new String(tokens.get(id), StandardCharsets.UTF_8);
      closing.set(id, text.equals("\"") || text.equals("}") || text.equals("]"));
    }
    closing.or(ends);
  }

  static ResponseFormat format(String schema) {
    return new ResponseFormat.JsonSchema("s", "", schema, true);
  }

  /** The whole text. */
  String text(Constraint constraint, Consumer<byte[]> before) {
    var text = new ByteArrayOutputStream();
    for (int length = 0; !constraint.complete(); length++) {
      before.accept(text.toByteArray());
      var allowed = constraint.allowed();
      if (allowed.isEmpty()) {
        throw new AssertionError("nothing can follow: " + text.toString(StandardCharsets.UTF_8));
      }
      if (length > TOO_LONG) {
        throw new AssertionError("no end: " + text.toString(StandardCharsets.UTF_8));
      }
      int token = next(allowed, length);
      if (ends.get(token)) {
        break;
      }
      text.writeBytes(tokens.get(token));
      if (!constraint.accept(token)) {
        throw new AssertionError("refused what it allowed: " + token);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(text.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError(e);
    }
  }

  /** One of the allowed, after so many. */
  int next(BitSet allowed, int length) {
    return choose(allowed, length > LONG || random.nextInt(3) == 0);
  }

  private int choose(BitSet allowed, boolean close) {
    var choice = (BitSet) allowed.clone();
    if (close) {
      choice.and(closing);
    }
    var from = choice.isEmpty() ? allowed : choice;
    int at = random.nextInt(from.cardinality());
    return from.stream().skip(at).findFirst().orElseThrow();
  }
}
