package dev.spillway.gateway.openai;

import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.gateway.chat.ChatCall;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.Reply;
import io.vertx.ext.web.RoutingContext;

/**
 * A request for a chat completion, as far as this gateway understands it.
 *
 * @param includeUsage whether a stream has a last chunk with the usage
 * @param logprobs whether the answer lists its tokens
 */
record CompletionCall(ChatRequest chat, boolean stream, boolean includeUsage, boolean logprobs)
    implements ChatCall {
  @Override
  public Reply reply(RoutingContext context, Identity identity) {
    return stream
        ? new StreamReply(context, identity, this)
        : new PlainReply(context, identity, this);
  }
}
