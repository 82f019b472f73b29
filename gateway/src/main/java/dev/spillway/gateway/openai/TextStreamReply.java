package dev.spillway.gateway.openai;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What prompts go on with, as it comes. After the last part comes {@code [DONE]}; after an {@code
 * error} it does not.
 */
final class TextStreamReply extends StreamedReply {
  private static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");

  private final TextCall call;

  /** The tier that answers a choice, and how much of its text was told. */
  private final Map<Integer, String> models = new HashMap<>();

  private final Map<Integer, Integer> told = new HashMap<>();
  private final TreeMap<Integer, AnswerEvent.Finished> over = new TreeMap<>();

  TextStreamReply(RoutingContext context, Identity identity, TextCall call) {
    super(context, identity, call.choices());
    this.call = call;
  }

  @Override
  protected void begin(int choice, AnswerEvent.Committed committed) {
    models.put(choice, committed.decision().tier().name());
  }

  @Override
  protected void text(int choice, AnswerEvent.Text text) {
    int from = told.getOrDefault(choice, 0);
    told.put(choice, from + text.text().length());
    var logprobs = call.logprobs() ? TextLogprobsBody.of(text.tokens(), from) : null;
    part(choice, List.of(new TextBody.Choice(text.text(), choice, logprobs, null)), null, null);
  }

  /** Nobody offered it a tool. */
  @Override
  protected void call(int choice, GenerateEvent.Call more) {}

  @Override
  protected void end(int choice, AnswerEvent.Finished finished, Account account) {
    over.put(choice, finished);
    boolean last = over.size() == call.choices();
    var end = List.of(new TextBody.Choice("", choice, null, finished.reason().wireName()));
    part(choice, end, null, last && !call.includeUsage() ? account : null);
    if (last && call.includeUsage()) {
      part(choice, List.of(), TextBody.usage(List.copyOf(over.values()), call), account);
    }
  }

  private void part(
      int choice,
      List<TextBody.Choice> choices,
      @Nullable UsageBody usage,
      @Nullable Account account) {
    frame(TextBody.of(identity(), models.getOrDefault(choice, ""), choices, usage, account));
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
        Buffer.buffer("data: ").appendBuffer(Json.write(body)).appendBuffer(Buffer.buffer("\n\n")));
  }
}
