package dev.spillway.cache;

import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.Usage;
import java.util.List;
import java.util.OptionalDouble;

/** Answers for tests. */
final class CachedResponses {
  private CachedResponses() {}

  static CachedResponse of(String text) {
    return new CachedResponse(
        1_700_000_000_123L,
        "demo-small",
        OptionalDouble.of(0.93),
        1,
        17,
        FinishReason.STOP,
        new Usage(12, 8, 3, 2, 2, 1),
        1_400_000,
        text,
        List.of(
            new CachedResponse.Token(text.length() / 2, -0.25f),
            new CachedResponse.Token(0, -0.0f)));
  }
}
