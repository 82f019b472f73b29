package dev.spillway.contracts.worker;

import java.util.Locale;

/** Why a generation ended. */
public enum FinishReason {
  /** The model ended its turn, or a stop string appeared. */
  STOP,
  /** The limit of tokens was reached. */
  LENGTH;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
