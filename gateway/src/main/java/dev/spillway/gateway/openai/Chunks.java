package dev.spillway.gateway.openai;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Identity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chunks of one stream, in the order in which they are sent. */
final class Chunks {
  private final Identity identity;
  private final String model;
  private final CompletionCall call;

  /**
   * @param model the tier that answers
   */
  Chunks(Identity identity, String model, CompletionCall call) {
    this.identity = identity;
    this.model = model;
    this.call = call;
  }

  ChunkBody role() {
    return delta(new ChunkBody.Delta("assistant", ""), null);
  }

  ChunkBody text(AnswerEvent.Text text) {
    return delta(
        new ChunkBody.Delta(null, text.text()),
        call.logprobs() ? LogprobsBody.of(text.tokens()) : null);
  }

  private ChunkBody delta(ChunkBody.Delta delta, @Nullable LogprobsBody logprobs) {
    return chunk(List.of(new ChunkBody.Choice(0, delta, logprobs, null)), noUsage(), null);
  }

  /** The end, and after it the usage where the client asked for it; the last has the account. */
  List<ChunkBody> end(AnswerEvent.Finished finished, Account account) {
    var reason =
        List.of(
            new ChunkBody.Choice(
                0, new ChunkBody.Delta(null, null), null, finished.reason().wireName()));
    return call.includeUsage()
        ? List.of(
            chunk(reason, noUsage(), null),
            chunk(List.of(), UsageBody.of(finished.usage()), account))
        : List.of(chunk(reason, null, account));
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
