package dev.spillway.standalone.replay.twin;

import dev.spillway.standalone.replay.trace.TraceRequest;
import java.util.OptionalInt;

/**
 * A request that arrived.
 *
 * @param serial of it in the trace, from 0
 * @param arrival on the virtual clock
 * @param predictedTokens of the answer
 */
record Call(TraceRequest request, long serial, long arrival, OptionalInt predictedTokens) {
  /** Tokens that it will need memory for. */
  long tokens() {
    return (long) request.promptTokens() + request.answerTokens();
  }
}
