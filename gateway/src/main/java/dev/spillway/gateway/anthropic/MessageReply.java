package dev.spillway.gateway.anthropic;

import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.TokenLogprob;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.WholeReply;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The answer as one message. */
final class MessageReply extends WholeReply {
  MessageReply(RoutingContext context, Identity identity) {
    super(context, identity);
  }

  @Override
  protected Object body(
      Identity identity, String text, List<TokenLogprob> tokens, AnswerEvent.Finished end) {
    return MessageBody.whole(
        identity, end.decision().tier().name(), text, end.reason(), end.usage());
  }
}
