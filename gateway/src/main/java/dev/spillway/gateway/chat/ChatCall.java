package dev.spillway.gateway.chat;

import dev.spillway.contracts.chat.ChatRequest;
import io.vertx.ext.web.RoutingContext;

/** A chat request as one wire format has it. */
public interface ChatCall {
  ChatRequest chat();

  /** How many answers are wanted; 1 as a rule. */
  default int choices() {
    return 1;
  }

  /**
   * What is asked for one of them. Each draws anew: where the client fixed the draw, always the
   * same.
   */
  default ChatRequest chat(int choice) {
    return again(chat(), choice);
  }

  /** How many before it ask for the same. */
  default int before(int choice) {
    return choice;
  }

  /** The same once more, after so many. */
  static ChatRequest again(ChatRequest chat, int before) {
    var seed = chat.sampling().seed();
    return before == 0 || seed.isEmpty()
        ? chat
        : new ChatRequest(
            chat.model(),
            chat.messages(),
            chat.sampling().withSeed(seed.getAsLong() + before),
            chat.demands());
  }

  /** Whether the answer is told as it comes. */
  boolean stream();

  /** What writes the answer in this format. */
  Reply reply(RoutingContext context, Identity identity);
}
