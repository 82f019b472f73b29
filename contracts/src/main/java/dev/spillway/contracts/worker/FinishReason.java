package dev.spillway.contracts.worker;

import java.util.Locale;

/** Why a generation ended. */
public enum FinishReason {
  /** The model ended its turn, or a stop string appeared. */
  STOP,
  /** The limit of tokens was reached. */
  LENGTH,
  /** The model wants tools used before it goes on. */
  TOOL_CALLS,
  /** Whoever runs the model kept back what it said. */
  CONTENT_FILTER;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
