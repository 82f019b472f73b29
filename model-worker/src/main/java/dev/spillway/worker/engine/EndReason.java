package dev.spillway.worker.engine;

/** Why a generation came to its end. */
public enum EndReason {
  /** The model ended its turn. */
  EOS,
  /** The answer is as long as was allowed. */
  LENGTH,
  /** The listener had enough. */
  STOPPED
}
