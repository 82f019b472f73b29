package dev.spillway.testkit;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.ModelLoad;
import dev.spillway.contracts.worker.Worker;
import dev.spillway.contracts.worker.WorkerInfo;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A worker without a model: it says what its {@link Script} says, no faster than asked, and tells
 * the test about each call. For what a real worker does on a bad day.
 */
public final class StubWorker implements Worker {
  public static final int CONTEXT_LENGTH = 1_024;

  private final WorkerInfo info;
  private final BlockingQueue<StubCall> calls = new LinkedBlockingQueue<>();
  private volatile Function<GenerateRequest, Script> script =
      request -> Script.answer(0.99, "Hello", " there");
  private volatile boolean describing = true;
  private volatile int places;
  private volatile int others;
  private volatile long memory;
  private final Set<StubCall> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicLong steps = new AtomicLong();
  private volatile Function<List<String>, CompletionStage<Embeddings>> embedder =
      texts ->
          CompletableFuture.failedFuture(
              new SpillwayException(new ErrorKind.WorkerFailed("told not to embed")));

  private volatile Function<GenerateRequest, CompletionStage<Integer>> counter =
      request -> CompletableFuture.completedFuture(10);

  /** Whose models are its own: nobody else's answers go on here. */
  public StubWorker(String id, String... models) {
    this(id, "of-" + id, List.of(models));
  }

  private StubWorker(String id, String fingerprint, List<String> models) {
    info =
        new WorkerInfo(
            id,
            models.stream()
                .map(model -> new ModelInfo(model, CONTEXT_LENGTH, fingerprint))
                .toList());
  }

  /** One of several with the same models. */
  public static StubWorker twin(String id, String... models) {
    return new StubWorker(id, "of-twins", List.of(models));
  }

  /** What every request from now on gets. */
  public void says(Script script) {
    says(request -> script);
  }

  public void says(Function<GenerateRequest, Script> script) {
    this.script = script;
  }

  /** How many requests it says that it answers at once; 0: it does not say. */
  public void places(int places) {
    this.places = places;
  }

  /** How many tokens it says that its memory holds; 0: any number. */
  public void memory(long tokens) {
    memory = tokens;
  }

  /** How many more it says that it has taken, from others. */
  public void others(int others) {
    this.others = others;
  }

  /** Whether it answers {@link #describe}. */
  public void describing(boolean describing) {
    this.describing = describing;
  }

  /** How it embeds texts from now on; until then it does not. */
  public void embeds(Function<List<String>, CompletionStage<Embeddings>> embedder) {
    this.embedder = embedder;
  }

  /** How it counts the tokens of prompts from now on; until then each has ten. */
  public void counts(Function<GenerateRequest, CompletionStage<Integer>> counter) {
    this.counter = counter;
  }

  /** Forgets the calls so far. */
  public void reset() {
    calls.clear();
  }

  /** The next call, in order; waits for it. */
  public StubCall nextCall() throws InterruptedException {
    var call = calls.poll(10, TimeUnit.SECONDS);
    if (call == null) {
      throw new AssertionError("the worker was not called");
    }
    return call;
  }

  /** Calls that {@link #nextCall} has not returned. */
  public List<StubCall> calls() {
    return List.copyOf(calls);
  }

  @Override
  public Flow.Publisher<GenerateEvent> generate(GenerateRequest request) {
    return subscriber -> {
      var call = new StubCall(request, script.apply(request).steps(), subscriber);
      calls.add(call);
      underWay.removeIf(StubCall::over);
      underWay.add(call);
      call.start();
    };
  }

  @Override
  public CompletionStage<WorkerInfo> describe() {
    return describing
        ? CompletableFuture.completedFuture(
            places == 0
                ? info
                : new WorkerInfo(
                    info.workerId(),
                    info.models(),
                    info.models().stream()
                        .collect(Collectors.toMap(ModelInfo::id, model -> load()))))
        : CompletableFuture.failedFuture(
            new SpillwayException(new ErrorKind.WorkerFailed("told not to describe itself")));
  }

  private ModelLoad load() {
    underWay.removeIf(StubCall::over);
    int running = underWay.size() + others;
    return new ModelLoad(
        places,
        Math.min(places, running),
        Math.max(0, running - places),
        memory,
        steps.incrementAndGet());
  }

  @Override
  public CompletionStage<Integer> count(GenerateRequest request) {
    return counter.apply(request);
  }

  @Override
  public CompletionStage<Embeddings> embed(List<String> texts) {
    return embedder.apply(texts);
  }
}
