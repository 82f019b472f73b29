package dev.spillway.gateway.openai;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.StreamedReply;
import dev.spillway.gateway.http.ErrorBody;
import dev.spillway.gateway.http.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer as chunks. After the last comes {@code [DONE]}; after an {@code error} it does not.
 */
final class StreamReply extends StreamedReply {
  private static final Buffer DATA = Buffer.buffer("data: ");
  private static final Buffer END_OF_FRAME = Buffer.buffer("\n\n");
  private static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");

  private final CompletionCall call;
  private @Nullable Chunks chunks;

  StreamReply(RoutingContext context, Identity identity, CompletionCall call) {
    super(context, identity);
    this.call = call;
  }

  @Override
  protected void begin(AnswerEvent.Committed committed) {
    chunks = new Chunks(identity(), committed.decision().tier().name(), call);
    frame(chunks.role());
  }

  @Override
  protected void text(AnswerEvent.Text text) {
    frame(requireNonNull(chunks).text(text));
  }

  @Override
  protected void end(AnswerEvent.Finished finished) {
    var receipt = Optional.of(finished.receipt());
    var account =
        Account.of(identity().requestId(), identity().policy(), finished.decision(), receipt);
    requireNonNull(chunks).end(finished, account).forEach(this::frame);
  }

  @Override
  protected void broken(ErrorKind kind) {
    frame(ErrorBody.of(kind));
  }

  @Override
  public void onComplete() {
    response().end(DONE);
  }

  private void frame(Object body) {
    frame(
        Buffer.buffer()
            .appendBuffer(DATA)
            .appendBuffer(Json.write(body))
            .appendBuffer(END_OF_FRAME));
  }
}
