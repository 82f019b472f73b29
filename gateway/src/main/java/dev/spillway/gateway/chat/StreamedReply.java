package dev.spillway.gateway.chat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.cascade.AnswerEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * The answer as server-sent events, each frame written when it comes. The status and the headers
 * leave with the commit; a failure before it is an ordinary error, one after it a frame that says
 * so, and then the stream does not end as a whole one does (law 4).
 */
public abstract class StreamedReply extends Reply {
  private final Identity identity;
  private final HttpVersion version;
  private boolean begun;

  protected StreamedReply(RoutingContext context, Identity identity) {
    super(context);
    this.identity = identity;
    version = context.request().version();
  }

  /** The first frames, after the head was written. */
  protected abstract void begin(AnswerEvent.Committed committed);

  protected abstract void text(AnswerEvent.Text text);

  protected abstract void end(AnswerEvent.Finished finished);

  /** What tells that the answer breaks off. */
  protected abstract void broken(ErrorKind kind);

  protected final Identity identity() {
    return identity;
  }

  protected final void frame(Buffer frame) {
    response().write(frame);
  }

  @Override
  protected final void take(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Committed committed -> {
        begun = true;
        head(committed);
        begin(committed);
      }
      case AnswerEvent.Text text -> text(text);
      case AnswerEvent.Finished finished -> end(finished);
    }
  }

  @Override
  public final void onError(Throwable failure) {
    if (begun) {
      broken(SpillwayException.kindOf(failure));
      response().end();
    } else {
      refuse(failure);
    }
  }

  private void head(AnswerEvent.Committed committed) {
    Account.of(identity.requestId(), identity.policy(), committed.decision(), committed.receipt())
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
