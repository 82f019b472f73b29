package dev.spillway.gateway.cascade;

import dev.spillway.contracts.worker.FinishReason;
import java.util.Locale;

/** How a tier's reply, or the answer of a request, came to its end. */
public enum Ending {
  /** The model ended its turn, or a stop string appeared. */
  STOP,
  /** The limit of tokens was reached. */
  LENGTH,
  /** The model wants tools used before it goes on. */
  TOOL_CALLS,
  /** Whoever runs the model kept back what it said. */
  CONTENT_FILTER,
  /** The cascade cut a reply that could not become the answer any more. */
  CUT,
  /** Something went wrong. */
  FAILED,
  /** The client went away. */
  CANCELLED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Ending of(FinishReason reason) {
    return switch (reason) {
      case STOP -> STOP;
      case LENGTH -> LENGTH;
      case TOOL_CALLS -> TOOL_CALLS;
      case CONTENT_FILTER -> CONTENT_FILTER;
    };
  }
}
