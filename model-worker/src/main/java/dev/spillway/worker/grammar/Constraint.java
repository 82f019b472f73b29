package dev.spillway.worker.grammar;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What one answer must be, and how far it has come. For one thread at a time.
 *
 * <p>Law "a format is kept": an answer of allowed tokens alone is the beginning of a text of the
 * grammar, and some allowed token leads on, to the end of the turn at last. It depends on the
 * tokens of the answer and nothing else: an answer that goes on elsewhere is told the tokens it has
 * and goes on as it would have gone on.
 */
public final class Constraint {
  private final String model;
  private final Masks masks;
  private final Tokens tokens;
  private Configuration configuration;
  private @Nullable BitSet allowed;

  Constraint(String model, Grammar grammar, Tokens tokens, Masks masks) {
    this.model = model;
    this.masks = masks;
    this.tokens = tokens;
    this.configuration = Configuration.begin(grammar.start());
  }

  /**
   * The tokens that may come next. Tokens that end the turn are among them when the text is whole,
   * and not before; where it is whole and nothing can follow, they are alone. The caller does not
   * change the set.
   */
  public BitSet allowed() {
    var known = allowed;
    if (known == null) {
      known = new BitSet(tokens.all().size());
      masks.fill(configuration, known);
      if (configuration.ended()) {
        known.or(tokens.ends());
      }
      allowed = known;
    }
    return known;
  }

  /**
   * Takes the next token.
   *
   * @return whether it may come next; if not, nothing changes
   */
  public boolean accept(int token) {
    if (tokens.ends().get(token)) {
      return configuration.ended();
    }
    var bytes = tokens.bytes(token);
    if (bytes.length == 0) {
      return false;
    }
    var next = configuration;
    for (int i = 0; i < bytes.length && !next.nowhere(); i++) {
      next = next.step(Byte.toUnsignedInt(bytes[i]));
    }
    if (next.nowhere()) {
      return false;
    }
    configuration = next;
    allowed = null;
    return true;
  }

  /** The failure of an answer that no token of the model, nor its end, can go on with. */
  public SpillwayException deadEnd() {
    return new SpillwayException(
        ErrorKind.Unsupported.of("response_format", model, "write a character that must follow"));
  }

  /** Whether the text is whole, and only the end of the turn can follow. */
  public boolean complete() {
    return configuration.complete();
  }
}
