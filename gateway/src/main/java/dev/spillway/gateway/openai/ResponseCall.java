package dev.spillway.gateway.openai;

import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.gateway.chat.ChatCall;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.Reply;
import io.vertx.ext.web.RoutingContext;

/**
 * A request for a response.
 *
 * @param logprobs whether the response lists its tokens
 * @param terms what the response repeats of it
 */
record ResponseCall(ChatRequest chat, boolean stream, boolean logprobs, ResponseTerms terms)
    implements ChatCall {

  @Override
  public Reply reply(RoutingContext context, Identity identity) {
    return stream
        ? new ResponseStream(context, identity, this)
        : new ResponseReply(context, identity, this);
  }
}
