package dev.spillway.gateway.openai;

import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.gateway.chat.ChatCall;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.Reply;
import io.vertx.ext.web.RoutingContext;

/**
 * A request for a chat completion.
 *
 * @param choices how many answers are wanted
 * @param includeUsage whether a stream has a last chunk with the usage
 * @param logprobs whether an answer lists its tokens
 */
record CompletionCall(
    ChatRequest chat, int choices, boolean stream, boolean includeUsage, boolean logprobs)
    implements ChatCall {

  /** Choices of one request. */
  static final int MOST_CHOICES = 8;

  @Override
  public Reply reply(RoutingContext context, Identity identity) {
    return stream
        ? new StreamReply(context, identity, this)
        : new PlainReply(context, identity, this);
  }
}
