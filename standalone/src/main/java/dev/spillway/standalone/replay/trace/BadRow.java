package dev.spillway.standalone.replay.trace;

/** A row of a trace cannot be read; the message says which field, and why. */
final class BadRow extends Exception {
  private static final long serialVersionUID = 1L;

  BadRow(String message) {
    super(message, null, false, false);
  }

  /** The number, if a prompt or an answer can have so many tokens. */
  static int tokens(String field, long number) throws BadRow {
    if (number < 1 || number > TraceRequest.MOST_TOKENS) {
      throw new BadRow(
          "%s must be from 1 to %d, not %d".formatted(field, TraceRequest.MOST_TOKENS, number));
    }
    return (int) number;
  }
}
