package dev.spillway.gateway.chat;

import static java.util.Objects.requireNonNull;

import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.TokenLogprob;
import dev.spillway.gateway.http.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answer as one JSON body, when it is complete. */
public abstract class WholeReply extends Reply {
  private final Identity identity;
  private final StringBuilder content = new StringBuilder();
  private final List<TokenLogprob> tokens = new ArrayList<>();
  private AnswerEvent.@Nullable Finished finished;

  protected WholeReply(RoutingContext context, Identity identity) {
    super(context);
    this.identity = identity;
  }

  /** What is written as JSON. */
  protected abstract Object body(
      Identity identity, String text, List<TokenLogprob> tokens, AnswerEvent.Finished end);

  @Override
  protected final void take(AnswerEvent event) {
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
  public final void onError(Throwable failure) {
    refuse(failure);
  }

  @Override
  public final void onComplete() {
    var end = requireNonNull(finished);
    var receipt = Optional.of(end.receipt());
    Account.of(identity.requestId(), identity.policy(), end.decision(), receipt)
        .addTo(response().headers());
    response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .end(Json.write(body(identity, content.toString(), tokens, end)));
  }
}
