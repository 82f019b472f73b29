package dev.spillway.gateway.chat;

import static java.util.Objects.requireNonNull;

import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.http.ErrorReply;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer to a client as the cascade gives it, no faster than the connection takes it. A
 * client that goes away cancels the cascade at once.
 */
public abstract class Reply implements Flow.Subscriber<AnswerEvent> {
  private final RoutingContext context;
  private Flow.@Nullable Subscription subscription;

  protected Reply(RoutingContext context) {
    this.context = context;
  }

  /** Takes one event; what it writes may fill the connection. */
  protected abstract void take(AnswerEvent event);

  protected final HttpServerResponse response() {
    return context.response();
  }

  /** Before the first byte of the answer. */
  protected final void refuse(Throwable failure) {
    ErrorReply.send(context, failure);
  }

  final void clientGone() {
    if (subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public final void onSubscribe(Flow.Subscription opened) {
    subscription = opened;
    opened.request(1);
  }

  @Override
  public final void onNext(AnswerEvent event) {
    take(event);
    var answer = requireNonNull(subscription);
    if (response().writeQueueFull()) {
      response().drainHandler(drained -> answer.request(1));
    } else {
      answer.request(1);
    }
  }
}
