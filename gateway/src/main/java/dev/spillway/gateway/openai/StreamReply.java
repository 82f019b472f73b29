package dev.spillway.gateway.openai;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.http.ErrorBody;
import dev.spillway.gateway.http.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer as server-sent events, one frame for each event, written when it comes. The status and
 * the headers leave with the commit; a failure before it is an ordinary error, one after it an
 * {@code error} frame, and then there is no {@code [DONE]} (law 4).
 */
final class StreamReply extends Reply {
  private static final Buffer DATA = Buffer.buffer("data: ");
  private static final Buffer END_OF_FRAME = Buffer.buffer("\n\n");
  private static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");

  private final Identity identity;
  private final ChatCall call;
  private final HttpVersion version;
  private @Nullable Chunks chunks;

  StreamReply(RoutingContext context, Identity identity, ChatCall call) {
    super(context);
    this.identity = identity;
    this.call = call;
    version = context.request().version();
  }

  @Override
  void take(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Committed committed -> {
        chunks = new Chunks(identity, committed.decision().tier().name(), call);
        head(committed);
        frame(chunks.role());
      }
      case AnswerEvent.Text text -> frame(requireNonNull(chunks).text(text));
      case AnswerEvent.Finished finished ->
          requireNonNull(chunks)
              .end(
                  finished,
                  Account.of(
                      identity.requestId(),
                      identity.policy(),
                      finished.decision(),
                      Optional.of(finished.receipt())))
              .forEach(this::frame);
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (chunks == null) {
      refuse(failure);
    } else {
      frame(ErrorBody.of(SpillwayException.kindOf(failure)));
      response().end();
    }
  }

  @Override
  public void onComplete() {
    response().end(DONE);
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

  private void frame(Object body) {
    response()
        .write(
            Buffer.buffer()
                .appendBuffer(DATA)
                .appendBuffer(Json.write(body))
                .appendBuffer(END_OF_FRAME));
  }
}
