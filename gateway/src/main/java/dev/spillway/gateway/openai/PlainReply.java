package dev.spillway.gateway.openai;

import static java.util.Objects.requireNonNull;

import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.TokenLogprob;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.Reply;
import dev.spillway.gateway.http.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answer as one JSON body. */
final class PlainReply extends Reply {
  private final Identity identity;
  private final CompletionCall call;
  private final StringBuilder content = new StringBuilder();
  private final List<TokenLogprob> tokens = new ArrayList<>();
  private AnswerEvent.@Nullable Finished finished;

  PlainReply(RoutingContext context, Identity identity, CompletionCall call) {
    super(context);
    this.identity = identity;
    this.call = call;
  }

  @Override
  protected void take(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Committed committed -> {}
      case AnswerEvent.Text text -> {
        content.append(text.text());
        tokens.addAll(text.tokens());
      }
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
                CompletionBody.of(
                    identity,
                    decision.tier().name(),
                    content.toString(),
                    call.logprobs() ? LogprobsBody.of(tokens) : null,
                    end.reason().wireName(),
                    UsageBody.of(end.usage()))));
  }
}
