package dev.spillway.gateway.chat;

import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.http.ErrorReply;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer to a client as the cascade gives it, no faster than the connection takes it. A
 * client that goes away cancels the cascade at once.
 *
 * <p>A client may ask for several answers, its choices. Each is given by a cascade of its own, and
 * they are told as they come; one that fails fails them all. All of it happens on the loop of the
 * connection.
 */
public abstract class Reply {
  private final RoutingContext context;
  private final List<Choice> choices;

  /** Those that go on when the connection takes more. */
  private final List<Choice> waiting = new ArrayList<>();

  private int complete;
  private boolean failed;

  protected Reply(RoutingContext context, int choices) {
    this.context = context;
    this.choices = IntStream.range(0, choices).mapToObj(Choice::new).toList();
  }

  /** Takes one event of a choice; what it writes may fill the connection. */
  protected abstract void take(int choice, AnswerEvent event);

  /** There will be no more. */
  protected abstract void fail(Throwable failure);

  /** Every choice is complete. */
  protected abstract void end();

  /** Who hears of each choice. */
  final List<? extends Flow.Subscriber<AnswerEvent>> choices() {
    return choices;
  }

  protected final HttpServerResponse response() {
    return context.response();
  }

  /** Before the first byte of the answer. */
  protected final void refuse(Throwable failure) {
    ErrorReply.send(context, failure);
  }

  final void clientGone() {
    choices.forEach(Choice::cancel);
  }

  private void drained() {
    var ready = List.copyOf(waiting);
    waiting.clear();
    ready.forEach(Choice::next);
  }

  /** One of the answers. */
  private final class Choice implements Flow.Subscriber<AnswerEvent> {
    private final int index;
    private Flow.@Nullable Subscription subscription;

    Choice(int index) {
      this.index = index;
    }

    @Override
    public void onSubscribe(Flow.Subscription opened) {
      subscription = opened;
      if (failed) {
        opened.cancel();
      } else {
        opened.request(1);
      }
    }

    @Override
    public void onNext(AnswerEvent event) {
      if (failed) {
        return;
      }
      take(index, event);
      if (response().writeQueueFull()) {
        waiting.add(this);
        response().drainHandler(drained -> drained());
      } else {
        next();
      }
    }

    @Override
    public void onError(Throwable failure) {
      if (!failed) {
        failed = true;
        choices.stream().filter(other -> other != this).forEach(Choice::cancel);
        fail(failure);
      }
    }

    @Override
    public void onComplete() {
      if (!failed && ++complete == choices.size()) {
        end();
      }
    }

    void next() {
      if (subscription != null) {
        subscription.request(1);
      }
    }

    void cancel() {
      if (subscription != null) {
        subscription.cancel();
      }
    }
  }
}
