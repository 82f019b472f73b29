package dev.spillway.worker.server;

import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Alternative;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.worker.engine.EndReason;
import dev.spillway.worker.engine.Ticket;
import dev.spillway.worker.engine.TokenListener;
import dev.spillway.worker.grammar.Constraint;
import dev.spillway.worker.sample.Choice;
import dev.spillway.worker.sample.StopStrings;
import dev.spillway.worker.text.StreamingDetokenizer;
import dev.spillway.worker.text.Tokenizer;
import dev.spillway.worker.text.ToolCallText;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way out: turns the engine's tokens into events.
 *
 * <p>The engine's thread calls the {@link TokenListener} methods, one after the other; {@link
 * #attach} and {@link #cancel} may come from any thread, in any order.
 */
final class Answer implements TokenListener {
  private static final Ticket NOTHING_TO_CANCEL = () -> {};

  private final MultiEmitter<? super GenerateEvent> events;
  private final AnswerMeter meter;
  private final Tokenizer tokenizer;
  private final StreamingDetokenizer detokenizer;
  private final StopStrings stops;
  private final Set<Integer> endTokens;

  /** Absent where there are no tools to call. */
  private final @Nullable ToolCallText calls;

  /** Told here or by another worker. */
  private int callsTold;

  /** Whether the answer is over with its first call. */
  private final boolean oneCall;

  private final AtomicReference<@Nullable Ticket> ticket = new AtomicReference<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private int promptTokens;
  private int cachedTokens;
  private int completionTokens;
  private boolean speaking;

  Answer(
      ServedModel model,
      GenerateRequest request,
      MultiEmitter<? super GenerateEvent> events,
      AnswerMeter meter) {
    this.events = events;
    this.meter = meter;
    this.tokenizer = model.tokenizer();
    this.detokenizer = tokenizer.detokenizer();
    this.stops = new StopStrings(stops(request));
    this.calls =
        RequestCheck.usesTools(request.demands())
            ? new ToolCallText("call_%s_".formatted(request.requestId()))
            : null;
    this.oneCall = !request.demands().parallelCalls();
    this.endTokens = tokenizer.ends();
  }

  /** An answer with a format is over when it is complete, whatever it says on the way. */
  private static List<String> stops(GenerateRequest request) {
    boolean free = request.demands().format() instanceof ResponseFormat.Text;
    return free ? request.sampling().stop() : List.of();
  }

  /**
   * Goes on where another worker came to: these tokens were told already. Before the engine hears
   * of the request.
   *
   * @param constraint what the answer must be, before its first token; told the same
   * @return why the answer is over with the last of them, if it is
   * @throws SpillwayException {@link ErrorKind.InvalidValue} where one cannot be a part of it
   */
  Optional<EndReason> goOnAfter(
      List<Integer> answered, int vocabulary, int maxTokens, Optional<Constraint> constraint) {
    var end = Optional.<EndReason>empty();
    for (int id : answered) {
      if (end.isPresent()) {
        throw invalid("has tokens after the end of the answer");
      }
      if (id < 0 || id >= vocabulary) {
        throw invalid("has token %d, which is not in the vocabulary".formatted(id));
      }
      if (constraint.isPresent() && !constraint.get().accept(id)) {
        throw invalid("has token %d where the format does not allow it".formatted(id));
      }
      completionTokens++;
      callsTold += certain(stops.feed(detokenizer.feed(id))).calls().size();
      boolean complete = constraint.isPresent() && constraint.get().complete();
      if (isOver(id) || complete) {
        end = Optional.of(EndReason.STOPPED);
      } else if (completionTokens == maxTokens) {
        end = Optional.of(EndReason.LENGTH);
      }
    }
    return end;
  }

  private static SpillwayException invalid(String rule) {
    return new SpillwayException(new ErrorKind.InvalidValue("answered", "answered " + rule));
  }

  /** The engine took the request; if it is not wanted any more, the engine hears that now. */
  void attach(Ticket taken) {
    if (!ticket.compareAndSet(null, taken)) {
      taken.cancel();
    }
  }

  /** The caller went away, or the answer is over; both free the place in the engine. */
  void cancel() {
    // Counted first: who sees the place free sees why.
    if (over.compareAndSet(false, true)) {
      meter.onCancelled();
    }
    var taken = ticket.getAndSet(NOTHING_TO_CANCEL);
    if (taken != null) {
      taken.cancel();
    }
  }

  boolean cancelled() {
    return over.get();
  }

  @Override
  public void onStarted(int prompt, int cached) {
    promptTokens = prompt;
    cachedTokens = cached;
    events.emit(new GenerateEvent.Started(prompt, cached, completionTokens));
  }

  @Override
  public void onResumed(int computedTokens) {
    meter.onResumed(computedTokens);
  }

  @Override
  public boolean onToken(Choice choice) {
    if (!speaking) {
      speaking = true;
      meter.onFirstToken();
    }
    completionTokens++;
    var id = choice.token();
    var certain = certain(stops.feed(detokenizer.feed(id)));
    var top = choice.top().stream().map(this::alternative).toList();
    events.emit(new GenerateEvent.Token(id, choice.logprob(), certain.text(), top));
    tell(certain.calls());
    return !isOver(id);
  }

  private ToolCallText.Certain certain(String text) {
    return calls == null ? new ToolCallText.Certain(text, List.of()) : calls.feed(text);
  }

  private void tell(List<ToolCall> found) {
    for (var call : found) {
      events.emit(new GenerateEvent.Call(callsTold++, call.id(), call.name(), call.arguments()));
    }
  }

  private boolean isOver(int token) {
    return stops.stopped() || endTokens.contains(token) || (oneCall && callsTold > 0);
  }

  private Alternative alternative(Choice.Likely likely) {
    var text = tokenizer.detokenizer().feed(likely.token());
    return new Alternative(likely.token(), likely.logprob(), text);
  }

  @Override
  public void onEnd(EndReason reason, int cached) {
    over.set(true);
    cachedTokens = cached;
    var last = stops.feed(detokenizer.finish()) + stops.finish();
    var certain = certain(last);
    tell(certain.calls());
    var tail = calls == null ? certain.text() : certain.text() + calls.finish();
    events.emit(
        new GenerateEvent.Finished(
            finishReason(reason),
            tail,
            new Usage(promptTokens, cachedTokens, completionTokens),
            stops.stop()));
    events.complete();
  }

  private FinishReason finishReason(EndReason reason) {
    if (reason == EndReason.LENGTH && !stops.stopped()) {
      return FinishReason.LENGTH;
    }
    return callsTold > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP;
  }

  @Override
  public void onFailure(ErrorKind kind) {
    fail(new SpillwayException(kind));
  }

  void fail(RuntimeException failure) {
    over.set(true);
    meter.onFailed();
    events.fail(failure);
  }
}
