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

  /** Whether the answer is told as it comes. */
  boolean stream();

  /** What writes the answer in this format. */
  Reply reply(RoutingContext context, Identity identity);
}
