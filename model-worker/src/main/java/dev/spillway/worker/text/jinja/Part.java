package dev.spillway.worker.text.jinja;

import java.util.List;

/** A piece of a template's source, white space control already done. */
sealed interface Part {
  /** Text to copy. */
  record Data(String text) implements Part {}

  /** The words between two pairs of braces. */
  record Output(List<Token> tokens, int line) implements Part {}

  /** The words between a brace with a percent sign and its closing. */
  record Block(List<Token> tokens, int line) implements Part {}
}
