package dev.spillway.standalone.console;

import java.io.Console;
import java.util.Optional;

/** Whether a person sits there. */
public final class Terminal {
  private Terminal() {}

  /** The terminal, if both input and output are one. */
  public static Optional<Console> find() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }
}
