package dev.spillway.gateway.openai;

import dev.spillway.gateway.chat.Answer;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.WholeReply;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** The answer as a response: a message, unless there are calls alone, and each call. */
final class ResponseReply extends WholeReply {
  private final ResponseCall call;

  ResponseReply(RoutingContext context, Identity identity, ResponseCall call) {
    super(context, identity, 1);
    this.call = call;
  }

  @Override
  protected Object body(Identity identity, List<Answer> choices) {
    var answer = choices.getFirst();
    var last = ResponseBody.status(answer.end().reason());
    var calls = answer.calls();
    var output = new ArrayList<OutputItem>();
    if (!answer.text().isEmpty() || calls.isEmpty()) {
      output.add(
          OutputItem.Message.of(
              OutputItem.messageId(identity, 0),
              calls.isEmpty() ? last : OutputItem.COMPLETED,
              List.of(
                  OutputItem.Text.of(
                      answer.text(), call.logprobs() ? answer.tokens() : List.of()))));
    }
    for (int i = 0; i < calls.size(); i++) {
      output.add(
          OutputItem.Call.of(
              OutputItem.callId(identity, output.size()),
              i == calls.size() - 1 ? last : OutputItem.COMPLETED,
              calls.get(i)));
    }
    return ResponseBody.over(identity, call, output, answer.end(), null);
  }
}
