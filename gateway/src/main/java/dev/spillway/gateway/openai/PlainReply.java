package dev.spillway.gateway.openai;

import dev.spillway.gateway.chat.Answer;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.WholeReply;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The answer as a completion. */
final class PlainReply extends WholeReply {
  private final CompletionCall call;

  PlainReply(RoutingContext context, Identity identity, CompletionCall call) {
    super(context, identity, call.choices());
    this.call = call;
  }

  @Override
  protected Object body(Identity identity, List<Answer> choices) {
    return CompletionBody.of(identity, choices, call.logprobs());
  }
}
