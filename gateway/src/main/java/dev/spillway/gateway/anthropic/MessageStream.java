package dev.spillway.gateway.anthropic;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.StreamedReply;
import dev.spillway.gateway.http.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** The answer as events. The last is {@code message_stop}; after an {@code error} there is none. */
final class MessageStream extends StreamedReply {
  MessageStream(RoutingContext context, Identity identity) {
    super(context, identity);
  }

  @Override
  protected void begin(AnswerEvent.Committed committed) {
    tell(MessageEvent.start(identity(), committed.decision().tier().name()));
    tell(MessageEvent.blockStart());
  }

  @Override
  protected void text(AnswerEvent.Text text) {
    if (!text.text().isEmpty()) {
      tell(MessageEvent.text(text.text()));
    }
  }

  @Override
  protected void end(AnswerEvent.Finished finished) {
    var receipt = Optional.of(finished.receipt());
    var account =
        Account.of(identity().requestId(), identity().policy(), finished.decision(), receipt);
    tell(MessageEvent.blockStop());
    tell(MessageEvent.end(finished, account));
    tell(MessageEvent.stop());
  }

  @Override
  protected void broken(ErrorKind kind) {
    var error = MessageErrorBody.of(kind);
    tell(error.type(), error);
  }

  @Override
  public void onComplete() {
    response().end();
  }

  private void tell(MessageEvent event) {
    tell(event.type(), event);
  }

  private void tell(String name, Object body) {
    frame(
        Buffer.buffer("event: ")
            .appendString(name)
            .appendString("\ndata: ")
            .appendBuffer(Json.write(body))
            .appendString("\n\n"));
  }
}
