package dev.spillway.gateway.anthropic;

import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.gateway.chat.ChatCall;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.Reply;
import io.vertx.ext.web.RoutingContext;

/**
 * A request for a message, as far as this gateway understands it.
 *
 * @param thoughts whether the message has what the model thought, where its engine tells
 */
record MessageCall(ChatRequest chat, boolean stream, boolean thoughts) implements ChatCall {
  @Override
  public Reply reply(RoutingContext context, Identity identity) {
    return stream
        ? new MessageStream(context, identity, thoughts)
        : new MessageReply(context, identity, thoughts);
  }
}
