package dev.spillway.gateway.anthropic;

import static java.util.Objects.requireNonNull;

import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.Reply;
import dev.spillway.gateway.http.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answer as one message. */
final class MessageReply extends Reply {
  private final Identity identity;
  private final StringBuilder content = new StringBuilder();
  private AnswerEvent.@Nullable Finished finished;

  MessageReply(RoutingContext context, Identity identity) {
    super(context);
    this.identity = identity;
  }

  @Override
  protected void take(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Committed committed -> {}
      case AnswerEvent.Text text -> content.append(text.text());
      case AnswerEvent.Finished end -> finished = end;
    }
  }

  @Override
  public void onError(Throwable failure) {
    refuse(failure);
  }

  @Override
  public void onComplete() {
    var end = requireNonNull(finished);
    var decision = end.decision();
    Account.of(identity.requestId(), identity.policy(), decision, Optional.of(end.receipt()))
        .addTo(response().headers());
    response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .end(
            Json.write(
                MessageBody.whole(
                    identity,
                    decision.tier().name(),
                    content.toString(),
                    end.reason(),
                    end.usage())));
  }
}
