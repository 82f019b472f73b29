package dev.spillway.gateway.openai;

import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.TokenLogprob;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.WholeReply;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The answer as a completion. */
final class PlainReply extends WholeReply {
  private final CompletionCall call;

  PlainReply(RoutingContext context, Identity identity, CompletionCall call) {
    super(context, identity);
    this.call = call;
  }

  @Override
  protected Object body(
      Identity identity, String text, List<TokenLogprob> tokens, AnswerEvent.Finished end) {
    return CompletionBody.of(
        identity,
        end.decision().tier().name(),
        text,
        call.logprobs() ? LogprobsBody.of(tokens) : null,
        end.reason().wireName(),
        UsageBody.of(end.usage()));
  }
}
