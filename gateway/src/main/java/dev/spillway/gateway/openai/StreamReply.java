package dev.spillway.gateway.openai;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.StreamedReply;
import dev.spillway.gateway.http.ErrorBody;
import dev.spillway.gateway.http.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer as chunks. After the last comes {@code [DONE]}; after an {@code error} it does not.
 */
final class StreamReply extends StreamedReply {
  private static final Buffer DATA = Buffer.buffer("data: ");
  private static final Buffer END_OF_FRAME = Buffer.buffer("\n\n");
  private static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");

  private final CompletionCall call;

  /** Of each choice that has begun. */
  private final Map<Integer, Chunks> chunks = new HashMap<>();

  private final List<AnswerEvent.Finished> over = new ArrayList<>();

  StreamReply(RoutingContext context, Identity identity, CompletionCall call) {
    super(context, identity, call.choices());
    this.call = call;
  }

  @Override
  protected void begin(int choice, AnswerEvent.Committed committed) {
    var begun = new Chunks(identity(), committed.decision().tier().name(), call, choice);
    chunks.put(choice, begun);
    frame(begun.role());
  }

  @Override
  protected void thought(int choice, GenerateEvent.Thought thought) {
    if (thought instanceof GenerateEvent.Thought.Told(var text)) {
      frame(of(choice).thought(text));
    }
  }

  @Override
  protected void text(int choice, AnswerEvent.Text text) {
    frame(of(choice).text(text));
  }

  @Override
  protected void call(int choice, GenerateEvent.Call more) {
    frame(of(choice).call(more));
  }

  @Override
  protected void end(int choice, AnswerEvent.Finished finished, Account account) {
    over.add(finished);
    if (over.size() < call.choices()) {
      frame(of(choice).end(finished));
    } else {
      of(choice).last(finished, UsageBody.of(over), account).forEach(this::frame);
    }
  }

  private Chunks of(int choice) {
    return requireNonNull(chunks.get(choice), "a choice begins before it says anything");
  }

  @Override
  protected void broken(ErrorKind kind) {
    frame(ErrorBody.of(kind));
  }

  @Override
  protected void end() {
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
