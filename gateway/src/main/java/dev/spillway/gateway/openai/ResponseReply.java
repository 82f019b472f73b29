package dev.spillway.gateway.openai;

import dev.spillway.gateway.chat.Answer;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.WholeReply;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The answer as a response: an item for what was thought, for what is said and for each call of a
 * tool, in their order; an empty message where there is none of it.
 */
final class ResponseReply extends WholeReply {
  private final ResponseCall call;

  ResponseReply(RoutingContext context, Identity identity, ResponseCall call) {
    super(context, identity, 1);
    this.call = call;
  }

  @Override
  protected Object body(Identity identity, List<Answer> choices) {
    var answer = choices.getFirst();
    var pieces = answer.pieces().stream().filter(ResponseReply::tells).collect(Collectors.toList());
    if (pieces.isEmpty()) {
      pieces.add(new Answer.Words("", List.of()));
    }
    var output = new ArrayList<OutputItem>();
    for (var piece : pieces) {
      var last = output.size() == pieces.size() - 1;
      var status = last ? ResponseBody.status(answer.end().reason()) : OutputItem.COMPLETED;
      output.add(item(identity, output.size(), status, piece));
    }
    return ResponseBody.over(identity, call, output, answer.end(), null);
  }

  /** Whether there is anything to read. */
  private static boolean tells(Answer.Piece piece) {
    return switch (piece) {
      case Answer.Thoughts(var text, var signature) -> !text.isEmpty();
      case Answer.Hidden hidden -> false;
      case Answer.Words words -> true;
      case Answer.Use use -> true;
    };
  }

  private OutputItem item(Identity identity, int index, String status, Answer.Piece piece) {
    return switch (piece) {
      case Answer.Thoughts(var text, var signature) ->
          OutputItem.Reasoning.of(
              OutputItem.reasoningId(identity, index),
              status,
              List.of(OutputItem.Thoughts.of(text)));
      case Answer.Hidden hidden -> throw new IllegalArgumentException("there is nothing to read");
      case Answer.Words(var text, var tokens) ->
          OutputItem.Message.of(
              OutputItem.messageId(identity, index),
              status,
              List.of(OutputItem.Text.of(text, call.logprobs() ? tokens : List.of())));
      case Answer.Use(var use) ->
          OutputItem.Call.of(OutputItem.callId(identity, index), status, use);
    };
  }
}
