package dev.spillway.gateway.chat;

import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.Receipt;
import dev.spillway.gateway.http.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The answer as one JSON body, when it is complete. */
public abstract class WholeReply extends Reply {
  private final Identity identity;
  private final List<Answer.Builder> answers;

  protected WholeReply(RoutingContext context, Identity identity, int choices) {
    super(context, choices);
    this.identity = identity;
    answers = Stream.generate(Answer.Builder::new).limit(choices).toList();
  }

  /** What is written as JSON. */
  protected abstract Object body(Identity identity, List<Answer> choices);

  @Override
  protected final void take(int choice, AnswerEvent event) {
    answers.get(choice).add(event);
  }

  @Override
  protected final void fail(Throwable failure) {
    refuse(failure);
  }

  @Override
  protected final void end() {
    var choices = answers.stream().map(Answer.Builder::build).toList();
    var receipt =
        choices.stream()
            .map(choice -> choice.end().receipt())
            .reduce(Receipt.NOTHING, Receipt::plus);
    var decision = choices.getFirst().end().decision();
    Account.of(identity.requestId(), identity.policy(), decision, Optional.of(receipt))
        .addTo(response().headers());
    response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .end(Json.write(body(identity, choices)));
  }
}
