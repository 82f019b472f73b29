package dev.spillway.worker.engine;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.worker.grammar.Constraint;
import java.util.Optional;

/**
 * One of the answers to a prompt.
 *
 * @param constraint what it must be; of this answer alone, and told the tokens that it has already
 */
public record Branch(Sampling sampling, TokenListener listener, Optional<Constraint> constraint) {

  /** Anything. */
  public Branch(Sampling sampling, TokenListener listener) {
    this(sampling, listener, Optional.empty());
  }
}
