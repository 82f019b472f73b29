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
 * <p>Blocks come one after another, each begun and ended: thoughts with thoughts until they are
 * signed, text with text, and a block for each call of a tool.
 */
final class MessageStream extends StreamedReply {
  private static final int NOTHING = -3;
  private static final int THOUGHTS = -2;
  private static final int TEXT = -1;

  /** Of the block that is begun, or would be next. */
  private int index;

  /** What it has: nothing before it is begun, thoughts, text, or the call of this index. */
  private int has = NOTHING;

  private final boolean thoughts;

  MessageStream(RoutingContext context, Identity identity, boolean thoughts) {
    super(context, identity, 1);
    this.thoughts = thoughts;
  }

  @Override
  protected void begin(int choice, AnswerEvent.Committed committed) {
    tell(MessageEvent.start(identity(), committed.decision().tier().name()));
  }

  @Override
  protected void thought(int choice, GenerateEvent.Thought thought) {
    if (!thoughts) {
      return;
    }
    switch (thought) {
      case GenerateEvent.Thought.Told(var text) -> {
        beginThoughts();
        tell(MessageEvent.thought(index, text));
      }
      case GenerateEvent.Thought.Signed(var signature) -> {
        beginThoughts();
        tell(MessageEvent.signature(index, signature));
        endBlock();
      }
      case GenerateEvent.Thought.Hidden(var data) -> {
        endBlock();
        tell(MessageEvent.hidden(index, data));
        tell(MessageEvent.blockStop(index));
        index++;
      }
    }
  }

  private void beginThoughts() {
    if (has != THOUGHTS) {
      endBlock();
      has = THOUGHTS;
      tell(MessageEvent.thoughtsStart(index));
    }
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
