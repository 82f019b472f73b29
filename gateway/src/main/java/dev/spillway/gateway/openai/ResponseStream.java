package dev.spillway.gateway.openai;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.chat.StreamedReply;
import dev.spillway.gateway.http.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer as a response's events. The last is {@code response.completed} or {@code
 * response.incomplete}, or {@code response.failed} where it broke off, with what came until then.
 *
 * <p>Items come one after another, each begun and ended: one with thoughts, a message with words,
 * and one for each call of a tool. What a model thought and nobody can read is left out.
 */
final class ResponseStream extends StreamedReply {
  private final ResponseCall call;

  /** Those that are whole. */
  private final List<OutputItem> output = new ArrayList<>();

  private @Nullable OpenItem open;
  private String model = "";
  private int told;

  ResponseStream(RoutingContext context, Identity identity, ResponseCall call) {
    super(context, identity, 1);
    this.call = call;
  }

  @Override
  protected void begin(int choice, AnswerEvent.Committed committed) {
    model = committed.decision().tier().name();
    var begun = new ResponseEvent.Whole(ResponseBody.begun(identity(), call, model));
    tell("response.created", begun);
    tell("response.in_progress", begun);
  }

  @Override
  protected void thought(int choice, GenerateEvent.Thought thought) {
    if (thought instanceof GenerateEvent.Thought.Told(var text)) {
      reasoning().add(text);
    } else if (open instanceof OpenItem.Reasoning) {
      endItem(OutputItem.COMPLETED);
    }
  }

  @Override
  protected void text(int choice, AnswerEvent.Text text) {
    message().add(text);
  }

  @Override
  protected void call(int choice, GenerateEvent.Call more) {
    if (open instanceof OpenItem.Call begun && begun.is(more)) {
      begun.add(more);
    } else {
      endItem(OutputItem.COMPLETED);
      var begun = new OpenItem.Call(identity(), output.size(), more, this::tell);
      open = begun;
      begun.add(more);
    }
  }

  private OpenItem.Reasoning reasoning() {
    if (open instanceof OpenItem.Reasoning begun) {
      return begun;
    }
    endItem(OutputItem.COMPLETED);
    var begun = new OpenItem.Reasoning(identity(), output.size(), this::tell);
    open = begun;
    return begun;
  }

  private OpenItem.Message message() {
    if (open instanceof OpenItem.Message begun) {
      return begun;
    }
    endItem(OutputItem.COMPLETED);
    var begun = new OpenItem.Message(identity(), output.size(), call.logprobs(), this::tell);
    open = begun;
    return begun;
  }

  private void endItem(String status) {
    if (open != null) {
      output.add(open.end(status));
      open = null;
    }
  }

  @Override
  protected void end(int choice, AnswerEvent.Finished finished, Account account) {
    if (open == null && output.isEmpty()) {
      message();
    }
    var status = ResponseBody.status(finished.reason());
    endItem(status);
    tell(
        "response." + status,
        new ResponseEvent.Whole(ResponseBody.over(identity(), call, output, finished, account)));
  }

  @Override
  protected void broken(ErrorKind kind) {
    if (open != null) {
      output.add(open.item(OutputItem.INCOMPLETE));
    }
    tell(
        "response.failed",
        new ResponseEvent.Whole(ResponseBody.failed(identity(), call, model, output, kind)));
  }

  @Override
  protected void end() {
    response().end();
  }

  private void tell(String type, ResponseEvent event) {
    frame(
        Buffer.buffer("event: ")
            .appendString(type)
            .appendString("\ndata: ")
            .appendBuffer(Json.write(new ResponseEvent.Numbered(type, told++, event)))
            .appendString("\n\n"));
  }
}
