package dev.spillway.gateway.chat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.Receipt;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * The answer as server-sent events, each frame written when it comes. The status and the headers
 * leave with the commit; a failure before it is an ordinary error, one after it a frame that says
 * so, and then the stream does not end as a whole one does (law 4).
 */
public abstract class StreamedReply extends Reply {
  private final Identity identity;
  private final HttpVersion version;
  private final boolean single;
  private boolean begun;
  private Receipt receipt = Receipt.NOTHING;

  protected StreamedReply(RoutingContext context, Identity identity, int choices) {
    super(context, choices);
    this.identity = identity;
    single = choices == 1;
    version = context.request().version();
  }

  /** The first frames of a choice, after the head was written. */
  protected abstract void begin(int choice, AnswerEvent.Committed committed);

  /** Formats that have no place for thoughts leave them out. */
  protected void thought(int choice, GenerateEvent.Thought thought) {}

  protected abstract void text(int choice, AnswerEvent.Text text);

  protected abstract void call(int choice, GenerateEvent.Call call);

  /**
   * @param account of all choices that are over
   */
  protected abstract void end(int choice, AnswerEvent.Finished finished, Account account);

  /** What tells that the answer breaks off. */
  protected abstract void broken(ErrorKind kind);

  protected final Identity identity() {
    return identity;
  }

  protected final void frame(Buffer frame) {
    response().write(frame);
  }

  @Override
  protected final void take(int choice, AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Committed committed -> {
        if (!begun) {
          begun = true;
          head(committed);
        }
        begin(choice, committed);
      }
      case AnswerEvent.Thought(var thought) -> thought(choice, thought);
      case AnswerEvent.Text text -> text(choice, text);
      case AnswerEvent.Call(var call) -> call(choice, call);
      case AnswerEvent.Finished finished -> {
        receipt = receipt.plus(finished.receipt());
        end(
            choice,
            finished,
            Account.of(
                identity.requestId(),
                identity.policy(),
                finished.decision(),
                Optional.of(receipt)));
      }
    }
  }

  @Override
  protected final void fail(Throwable failure) {
    if (begun) {
      broken(SpillwayException.kindOf(failure));
      response().end();
    } else {
      refuse(failure);
    }
  }

  private void head(AnswerEvent.Committed committed) {
    // What one of several costs is not what they cost.
    var paid = single ? committed.receipt() : Optional.<Receipt>empty();
    Account.of(identity.requestId(), identity.policy(), committed.decision(), paid)
        .addTo(response().headers());
    response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        // Asks nginx not to collect the frames.
        .putHeader("x-accel-buffering", "no");
    if (version != HttpVersion.HTTP_2) {
      response().setChunked(true);
    }
  }
}
