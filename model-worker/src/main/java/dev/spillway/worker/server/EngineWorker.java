package dev.spillway.worker.server;

import dev.spillway.cache.TextOwner;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.Worker;
import dev.spillway.contracts.worker.WorkerInfo;
import dev.spillway.worker.embed.Embedder;
import dev.spillway.worker.engine.Branch;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The {@link Worker} that computes in this process.
 *
 * <p><b>Threads.</b> A prompt is laid out and tokenised on {@code executor}; the engine's thread
 * makes the events and never waits for anybody; the subscriber hears them on {@code executor}
 * again, one at a time. Subscribing and cancelling return at once.
 *
 * <p><b>Bounds.</b> What waits for a slow subscriber is at most one event per token of its own
 * answer, and one per call of a tool. The number of requests inside, from subscription until the
 * subscriber was told the end, is bounded by {@link Admission} and, for each model, by its engine.
 *
 * <p>An answer may be as long as the context has room for; a larger {@code maxTokens} means that.
 *
 * <p>An answer that another worker began goes on here from its tokens alone, which is the stateful
 * recovery of SpotServe (Miao et al., ASPLOS 2024): they are computed with the prompt, and what
 * follows is what would have followed there. One that needs no more tokens is ended at once.
 */
final class EngineWorker implements Worker {
  private static final Logger LOG = Logger.getLogger(EngineWorker.class);

  private final String id;
  private final ServedModels models;
  private final Admission admission;
  private final WorkerMeters meters;
  private final Executor executor;
  private final Embedder embedder;

  EngineWorker(
      String id,
      ServedModels models,
      int mostRequests,
      WorkerMeters meters,
      Executor executor,
      Embedder embedder) {
    this.id = id;
    this.models = models;
    this.admission = new Admission(mostRequests);
    this.meters = meters;
    this.executor = executor;
    this.embedder = embedder;
  }

  @Override
  public Flow.Publisher<GenerateEvent> generate(GenerateRequest request) {
    return Multi.createFrom()
        .deferred(
            () -> {
              var leave = admission.enter(request.model());
              return Multi.createFrom()
                  .<GenerateEvent>emitter(
                      events -> answer(request, events), BackPressureStrategy.BUFFER)
                  .emitOn(executor)
                  .onTermination()
                  .invoke(leave);
            });
  }

  @Override
  public CompletionStage<WorkerInfo> describe() {
    var all = models.all();
    return CompletableFuture.completedFuture(
        new WorkerInfo(
            id,
            all.stream().map(ServedModel::info).toList(),
            all.stream().collect(Collectors.toMap(ServedModel::id, ServedModel::load))));
  }

  @Override
  public CompletionStage<Embeddings> embed(List<String> texts) {
    return embedder.embed(texts);
  }

  @Override
  public CompletionStage<Integer> count(GenerateRequest request) {
    Runnable leave;
    try {
      leave = admission.enter(request.model());
    } catch (SpillwayException e) {
      return CompletableFuture.failedFuture(e);
    }
    var counted = new CompletableFuture<Integer>();
    executor.execute(
        () -> {
          try {
            var model = models.get(request.model());
            RequestCheck.check(request);
            RequestCheck.checkDemands(request, model.template().callsTools());
            counted.complete(prompt(request, model, Integer.MAX_VALUE).length);
          } catch (SpillwayException e) {
            counted.completeExceptionally(e);
          } catch (RuntimeException e) {
            LOG.errorf(e, "Request %s failed in an unexpected way", request.requestId());
            counted.completeExceptionally(new SpillwayException(SpillwayException.kindOf(e), e));
          } finally {
            leave.run();
          }
        });
    return counted;
  }

  /**
   * @param context tokens, beyond which it is not worth the time to find out how many there are
   */
  private static int[] prompt(GenerateRequest request, ServedModel model, int context) {
    var demands = request.demands();
    var tokenizer = model.tokenizer();
    if (demands.raw()) {
      var text = request.messages().getFirst().content();
      check(tokenizer.fewest(text.length()), context);
      return tokenizer.encodeRaw(text);
    }
    var text =
        model
            .template()
            .render(
                request.messages(), RequestCheck.usesTools(demands) ? demands.tools() : List.of());
    check(tokenizer.fewest(text.length()), context);
    return tokenizer.encode(text);
  }

  private static void check(int tokens, int context) {
    if (tokens >= context) {
      throw new SpillwayException(new ErrorKind.ContextTooLong(tokens, context));
    }
  }

  /** Takes no more requests and lets those inside finish. Returns how many did not. */
  int drain(Duration patience) {
    return admission.drain(patience);
  }

  private void answer(GenerateRequest request, MultiEmitter<? super GenerateEvent> events) {
    try {
      var model = models.get(request.model());
      RequestCheck.check(request);
      RequestCheck.checkDemands(request, model.template().callsTools());
      RequestCheck.checkAnswered(request, model.info());
      var answer = new Answer(model, request, events, meters.answer(model.id()));
      events.onTermination(answer::cancel);
      executor.execute(() -> submit(request, model, answer));
    } catch (SpillwayException e) {
      events.fail(e);
    }
  }

  private static void submit(GenerateRequest request, ServedModel model, Answer answer) {
    if (answer.cancelled()) {
      return;
    }
    try {
      int context = model.info().contextLength();
      var prompt = prompt(request, model, context);
      check(prompt.length, context);
      int room = context - prompt.length;
      Sampling sampling = request.sampling();
      int maxTokens = Math.min(sampling.maxTokens().orElse(room), room);
      var engine = model.engine();
      var constraint = model.grammars().constraint(request.demands().format());
      var end = answer.goOnAfter(request.answered(), engine.vocabulary(), maxTokens, constraint);
      if (end.isPresent()) {
        answer.onStarted(prompt.length, 0);
        answer.onEnd(end.get(), 0);
        return;
      }
      var answered = request.answered().stream().mapToInt(Integer::intValue).toArray();
      answer.attach(
          engine.resume(
              prompt,
              answered,
              maxTokens,
              predicted(request),
              owner(request, model, prompt),
              new Branch(sampling, answer, constraint)));
    } catch (SpillwayException e) {
      answer.fail(e);
    } catch (RuntimeException e) {
      LOG.errorf(e, "Request %s failed in an unexpected way", request.requestId());
      answer.fail(new SpillwayException(SpillwayException.kindOf(e), e));
    }
  }

  private static TextOwner owner(GenerateRequest request, ServedModel model, int[] prompt) {
    return request
        .shared()
        // A listed beginning is one of a template's.
        .filter(shared -> !request.demands().raw())
        .map(
            shared ->
                new TextOwner(
                    request.namespace(),
                    shared.namespace(),
                    model.beginnings().count(request.messages(), shared.messages(), prompt)))
        .orElseGet(() -> TextOwner.of(request.namespace()));
  }

  /** What cannot be is not worth a failure. */
  private static OptionalInt predicted(GenerateRequest request) {
    var predicted = request.predictedTokens();
    return predicted.orElse(0) > 0 ? predicted : OptionalInt.empty();
  }
}
