package dev.spillway.gateway.decision;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Decisions that tests make up. */
final class Rows {
  private Rows() {}

  static String newId() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  static DecisionRow row(String policy, Instant at) {
    return row(policy, at, null);
  }

  static DecisionRow row(String policy, Instant at, @Nullable String text) {
    var asked =
        new AskedTier(
            "demo-small",
            "stop",
            null,
            1,
            0.9,
            10,
            4,
            2,
            "0.000001",
            3.5,
            7.25,
            new AskedTier.Logprobs(2, -0.3, -0.2, -0.1, -0.1, 0),
            text,
            null,
            null);
    return new DecisionRow(
        newId(),
        at,
        policy,
        1,
        "demo-small",
        0.9,
        0,
        5,
        false,
        "stop",
        "0.000001",
        "0.00001",
        4.5,
        8.125,
        "miss",
        List.of(asked),
        null,
        null,
        null,
        text == null ? null : List.of(new DecisionRow.Message("user", text)),
        null);
  }

  /** With an id of its own. */
  static DecisionRow named(String id, String policy, Instant at) {
    var row = row(policy, at);
    return new DecisionRow(
        id,
        at,
        policy,
        row.policyVersion(),
        row.tier(),
        row.confidence(),
        row.escalations(),
        row.predictedTokens(),
        row.streamed(),
        row.finishReason(),
        row.costUsd(),
        row.costIfLargestUsd(),
        row.firstTokenMs(),
        row.totalMs(),
        row.cache(),
        row.asked(),
        null,
        null,
        null,
        null,
        null);
  }

  /** A second apart, the latest first. */
  static List<DecisionRow> rows(String policy, Instant latest, int count) {
    return IntStream.range(0, count).mapToObj(i -> row(policy, latest.minusSeconds(i))).toList();
  }
}
