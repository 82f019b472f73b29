package dev.spillway.gateway.cascade;

import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.Usage;
import java.util.List;
import java.util.Optional;

/**
 * What a cascade says to the client's side: one {@code Committed}, then {@code Thought}, {@code
 * Text} and {@code Call} as they become certain, then one {@code Finished}. It may fail instead of
 * any of these, with a {@link dev.spillway.contracts.error.SpillwayException}.
 */
public sealed interface AnswerEvent {

  /**
   * From here on nothing is taken back.
   *
   * @param receipt present if the answer is complete already
   */
  record Committed(Decision decision, Optional<Receipt> receipt) implements AnswerEvent {}

  /**
   * @param text never empty
   * @param tokens those whose text this is, in order
   */
  record Text(String text, List<TokenLogprob> tokens) implements AnswerEvent {
    public Text {
      tokens = List.copyOf(tokens);
    }
  }

  /** More of what the model thought before it answered, where its engine tells. */
  record Thought(GenerateEvent.Thought fragment) implements AnswerEvent {}

  /** More of a tool's call. */
  record Call(GenerateEvent.Call fragment) implements AnswerEvent {}

  /**
   * @param stop the stop string that ended it, if one did
   * @param usage of the answer alone, without attempts that were not used
   */
  record Finished(
      FinishReason reason, Optional<String> stop, Usage usage, Decision decision, Receipt receipt)
      implements AnswerEvent {}
}
