package dev.spillway.gateway.response;

import dev.spillway.cache.CachedResponse;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.Calls;
import dev.spillway.gateway.cascade.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes down an answer while it is given.
 *
 * <p>Thoughts are not kept: they led to the answer once, and are longer than it. An answer that
 * wants tools used and whose engine signed them is not kept, either: the engine will not go on
 * without them.
 *
 * <p>Only a whole answer is worth keeping: one that came to its own end, wants tools used, or came
 * to the limit that the request set. One that tells of alternatives to its tokens is not kept, for
 * its size. And only one for which every tier could be asked: where one was away, the answer may be
 * worse than it will be in a minute.
 */
final class Recording {
  private final Sampling sampling;
  private final int most;
  private final StringBuilder text = new StringBuilder();
  private final List<CachedResponse.Token> tokens = new ArrayList<>();
  private Calls calls = new Calls();

  /** Characters that the tokens have. */
  private int told;

  private boolean useless;

  /** Whether the engine wants its thoughts back with what comes of the tools. */
  private boolean signed;

  private AnswerEvent.@Nullable Finished finished;

  /**
   * @param most about so many bytes; of a longer answer nothing is taken down
   */
  Recording(Sampling sampling, int most) {
    this.sampling = sampling;
    this.most = most;
  }

  void take(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Committed committed -> {}
      case AnswerEvent.Thought(var thought) ->
          signed |= !(thought instanceof GenerateEvent.Thought.Told);
      case AnswerEvent.Text more when !useless -> take(more);
      case AnswerEvent.Text more -> {}
      case AnswerEvent.Call(var call) when !useless -> {
        calls.add(call);
        bound();
      }
      case AnswerEvent.Call call -> {}
      case AnswerEvent.Finished end -> finished = end;
    }
  }

  private void take(AnswerEvent.Text more) {
    // Tokens after text that has none could not be told apart from it.
    useless = told != text.length();
    for (TokenLogprob token : more.tokens()) {
      useless |= !more.text().startsWith(token.text(), told - text.length());
      useless |= !token.top().isEmpty();
      told += token.text().length();
      tokens.add(new CachedResponse.Token(token.text().length(), token.logprob()));
    }
    text.append(more.text());
    bound();
  }

  private void bound() {
    if (text.length() + 8L * tokens.size() + calls.characters() > most) {
      useless = true;
    }
    if (useless) {
      text.setLength(0);
      tokens.clear();
      calls = new Calls();
    }
  }

  /** The answer, if it is whole and worth keeping. */
  Optional<CachedResponse> response(long nowMillis) {
    var end = finished;
    if (end == null || useless || end.decision().failed() > 0 || !ended(end.reason())) {
      return Optional.empty();
    }
    var decision = end.decision();
    return Optional.of(
        new CachedResponse(
            nowMillis,
            decision.tier().name(),
            decision.confidence(),
            decision.escalations(),
            decision.predictedTokens(),
            end.reason(),
            end.stop(),
            end.usage(),
            end.receipt().cost().picoUsd(),
            text.toString(),
            tokens,
            calls.all()));
  }

  private boolean ended(FinishReason reason) {
    return switch (reason) {
      case STOP -> true;
      case TOOL_CALLS -> !signed;
      case LENGTH -> sampling.maxTokens().isPresent();
      case CONTENT_FILTER -> false;
    };
  }
}
