package dev.spillway.router.score;

import java.util.List;
import java.util.stream.Stream;

/**
 * Gives a reply a confidence in [0, 1]: the higher, the likelier it is good enough. Policies choose
 * one by its name.
 *
 * <p>A {@link TokenScorer} reads how sure the model was of its own tokens: free, and known while
 * the reply grows. A {@link SecondOpinion} asks somebody else about the whole reply: it costs a
 * call and its time, and sees what a model that is sure of a mistake cannot tell.
 */
public sealed interface Scorer permits TokenScorer, SecondOpinion {

  /** The name that policies use, such as {@code min-probability}. */
  String wireName();

  /**
   * Whether more tokens can never raise the confidence. An answer that has fallen below its
   * threshold is lost then, and need not be finished.
   */
  boolean onlyFalls();

  /** The names of all. */
  static List<String> wireNames() {
    return Stream.concat(TokenScorer.wireNames().stream(), SecondOpinion.Kind.wireNames().stream())
        .toList();
  }
}
