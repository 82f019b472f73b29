package dev.spillway.gateway.anthropic;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.StreamedReply;
import dev.spillway.gateway.http.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/**
 * The answer as events. The last is {@code message_stop}; after an {@code error} there is none.
 *
 * <p>Blocks come one after another, each begun and ended: text with text, and a block for each call
 * of a tool.
 */
final class MessageStream extends StreamedReply {
  private static final int NOTHING = -2;
  private static final int TEXT = -1;

  /** Of the block that is begun, or would be next. */
  private int index;

  /** What it has: nothing before it is begun, text, or the call of this index. */
  private int has = NOTHING;

  MessageStream(RoutingContext context, Identity identity) {
    super(context, identity, 1);
  }

  @Override
  protected void begin(int choice, AnswerEvent.Committed committed) {
    tell(MessageEvent.start(identity(), committed.decision().tier().name()));
  }

  @Override
  protected void text(int choice, AnswerEvent.Text text) {
    if (has != TEXT) {
      endBlock();
      has = TEXT;
      tell(MessageEvent.textStart(index));
    }
    tell(MessageEvent.text(index, text.text()));
  }

  @Override
  protected void call(int choice, GenerateEvent.Call call) {
    if (has != call.index()) {
      endBlock();
      has = call.index();
      tell(MessageEvent.toolStart(index, call));
    }
    if (!call.arguments().isEmpty()) {
      tell(MessageEvent.input(index, call.arguments()));
    }
  }

  @Override
  protected void end(int choice, AnswerEvent.Finished finished, Account account) {
    endBlock();
    tell(MessageEvent.end(finished, account));
    tell(MessageEvent.stop());
  }

  private void endBlock() {
    if (has != NOTHING) {
      tell(MessageEvent.blockStop(index));
      index++;
      has = NOTHING;
    }
  }

  @Override
  protected void broken(ErrorKind kind) {
    var error = MessageErrorBody.of(kind);
    tell(error.type(), error);
  }

  @Override
  protected void end() {
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
