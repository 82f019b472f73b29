package dev.spillway.gateway.anthropic;

import dev.spillway.gateway.chat.Answer;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.WholeReply;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The answer as one message. */
final class MessageReply extends WholeReply {
  private final boolean thoughts;

  MessageReply(RoutingContext context, Identity identity, boolean thoughts) {
    super(context, identity, 1);
    this.thoughts = thoughts;
  }

  @Override
  protected Object body(Identity identity, List<Answer> choices) {
    return MessageBody.whole(identity, choices.getFirst(), thoughts);
  }
}
