package dev.spillway.gateway.openai;

import dev.spillway.gateway.chat.Answer;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.WholeReply;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.IntStream;

/** What prompts went on with, when it is complete. */
final class TextReply extends WholeReply {
  private final TextCall call;

  TextReply(RoutingContext context, Identity identity, TextCall call) {
    super(context, identity, call.choices());
    this.call = call;
  }

  @Override
  protected Object body(Identity identity, List<Answer> choices) {
    return TextBody.of(
        identity,
        choices.getFirst().end().decision().tier().name(),
        IntStream.range(0, choices.size()).mapToObj(i -> choice(i, choices.get(i))).toList(),
        TextBody.usage(choices.stream().map(Answer::end).toList(), call),
        null);
  }

  private TextBody.Choice choice(int index, Answer answer) {
    return new TextBody.Choice(
        answer.text(),
        index,
        call.logprobs() ? TextLogprobsBody.of(answer.tokens(), 0) : null,
        answer.end().reason().wireName());
  }
}
