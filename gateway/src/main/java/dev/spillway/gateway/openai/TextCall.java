package dev.spillway.gateway.openai;

import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.gateway.chat.ChatCall;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.Reply;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * A request to go on with prompts as they are. Its choices are those of the first prompt, then
 * those of the next.
 *
 * @param prompts each with what else is wanted; at least one
 * @param each how many answers a prompt gets
 * @param includeUsage whether a stream has a last chunk with the usage
 * @param logprobs whether an answer lists its tokens
 */
record TextCall(
    List<ChatRequest> prompts, int each, boolean stream, boolean includeUsage, boolean logprobs)
    implements ChatCall {
  TextCall {
    prompts = List.copyOf(prompts);
  }

  @Override
  public ChatRequest chat() {
    return prompts.getFirst();
  }

  @Override
  public int choices() {
    return prompts.size() * each;
  }

  @Override
  public ChatRequest chat(int choice) {
    return ChatCall.again(prompts.get(choice / each), before(choice));
  }

  @Override
  public int before(int choice) {
    return choice % each;
  }

  @Override
  public Reply reply(RoutingContext context, Identity identity) {
    return stream
        ? new TextStreamReply(context, identity, this)
        : new TextReply(context, identity, this);
  }
}
