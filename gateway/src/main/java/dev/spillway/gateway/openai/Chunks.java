package dev.spillway.gateway.openai;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Identity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chunks of one choice of a stream, in the order in which they are sent. */
final class Chunks {
  private final Identity identity;
  private final String model;
  private final CompletionCall call;
  private final int index;

  /**
   * @param model the tier that answers
   * @param index of the choice
   */
  Chunks(Identity identity, String model, CompletionCall call, int index) {
    this.identity = identity;
    this.model = model;
    this.call = call;
    this.index = index;
  }

  ChunkBody role() {
    return delta(new ChunkBody.Delta("assistant", null, "", null), null);
  }

  ChunkBody thought(String text) {
    return delta(new ChunkBody.Delta(null, text, null, null), null);
  }

  ChunkBody text(AnswerEvent.Text text) {
    return delta(
        new ChunkBody.Delta(null, null, text.text(), null),
        call.logprobs() ? LogprobsBody.of(text.tokens()) : null);
  }

  ChunkBody call(GenerateEvent.Call more) {
    return delta(new ChunkBody.Delta(null, null, null, List.of(ToolCallBody.of(more))), null);
  }

  private ChunkBody delta(ChunkBody.Delta delta, @Nullable LogprobsBody logprobs) {
    return chunk(List.of(new ChunkBody.Choice(index, delta, logprobs, null)), noUsage(), null);
  }

  /** The end of this choice, while others go on. */
  ChunkBody end(AnswerEvent.Finished finished) {
    return chunk(List.of(reason(finished)), noUsage(), null);
  }

  /** The end, and after it the usage where the client asked for it; the last has the account. */
  List<ChunkBody> last(AnswerEvent.Finished finished, UsageBody usage, Account account) {
    return call.includeUsage()
        ? List.of(end(finished), chunk(List.of(), usage, account))
        : List.of(chunk(List.of(reason(finished)), null, account));
  }

  private ChunkBody.Choice reason(AnswerEvent.Finished finished) {
    return new ChunkBody.Choice(
        index, new ChunkBody.Delta(null, null, null, null), null, finished.reason().wireName());
  }

  /** With {@code include_usage} every chunk but the last has a usage of null. */
  private @Nullable Object noUsage() {
    return call.includeUsage() ? NullNode.getInstance() : null;
  }

  private ChunkBody chunk(
      List<ChunkBody.Choice> choices, @Nullable Object usage, @Nullable Account account) {
    return new ChunkBody(
        identity.completionId(),
        "chat.completion.chunk",
        identity.created(),
        model,
        choices,
        usage,
        account);
  }
}
