package dev.spillway.worker.embed;

import ai.onnxruntime.OrtException;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Embeds texts with {@link MiniLm}.
 *
 * <p>Nothing of it is there before the first text comes: no thread, no weights, no native code. Who
 * brings the first text waits until they are loaded. Texts are embedded one after the other on one
 * thread beside the engines, so that neither an engine nor an event loop waits for it; calls that
 * wait are bounded, and so is each.
 *
 * <p>Law "no silent slow path": where it cannot be loaded that is said once in the log, in health
 * and as a metric, and every text fails at once; nothing else does.
 */
public final class Embedder implements AutoCloseable {
  /** Characters of a text, at most. Beyond some 2,000 its parts are embedded and averaged. */
  public static final int MAX_CHARACTERS = 8_000;

  /** Texts of a call, at most: what comes after it waits for all of them. */
  public static final int MAX_TEXTS = 16;

  private static final int MOST_WAITING = 64;
  private static final Duration BACKOFF = Duration.ofMillis(100);
  private static final System.Logger LOG = System.getLogger(Embedder.class.getName());

  /** How it is. */
  public enum State {
    /** By configuration. */
    OFF,
    /** Nobody has asked for it. */
    IDLE,
    READY,
    /** It could not be loaded. */
    ABSENT
  }

  /** Loads the model. */
  interface Loader {
    MiniLm load() throws IOException, OrtException;
  }

  private final Loader loader;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().name("spillway-embed").daemon().factory());

  private final LongAdder texts = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  /** Belongs to the thread. */
  private @Nullable MiniLm model;

  private volatile State state;

  /**
   * @param enabled false: it does not embed
   */
  public Embedder(boolean enabled) {
    this(enabled, MiniLm::load);
  }

  Embedder(boolean enabled, Loader loader) {
    this.loader = loader;
    state = enabled ? State.IDLE : State.OFF;
    thread.allowCoreThreadTimeOut(true);
  }

  public State state() {
    return state;
  }

  /** Texts that were embedded. */
  public long texts() {
    return texts.sum();
  }

  /** What that took. */
  public long nanos() {
    return nanos.sum();
  }

  /** As {@link dev.spillway.contracts.worker.Worker#embed} says. */
  public CompletionStage<Embeddings> embed(List<String> wanted) {
    var result = new CompletableFuture<Embeddings>();
    try {
      check(wanted);
      thread.execute(() -> embed(wanted, result));
    } catch (SpillwayException e) {
      result.completeExceptionally(e);
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new SpillwayException(
              new ErrorKind.Overloaded("as many texts wait as may wait", BACKOFF), e));
    }
    return result;
  }

  private void embed(List<String> wanted, CompletableFuture<Embeddings> result) {
    try {
      result.complete(new Embeddings(MiniLm.NAME, wanted.stream().map(this::vector).toList()));
    } catch (SpillwayException e) {
      result.completeExceptionally(e);
    } catch (RuntimeException e) {
      result.completeExceptionally(
          new SpillwayException(new ErrorKind.WorkerFailed("a text was not embedded"), e));
    }
  }

  private void check(List<String> wanted) {
    if (state == State.OFF || state == State.ABSENT) {
      throw cannot();
    }
    if (wanted.isEmpty() || wanted.size() > MAX_TEXTS) {
      throw invalid("must be 1 to %d texts".formatted(MAX_TEXTS));
    }
    for (var text : wanted) {
      if (text.isBlank() || text.length() > MAX_CHARACTERS) {
        throw invalid("must each have 1 to %d characters".formatted(MAX_CHARACTERS));
      }
    }
  }

  private Embedding vector(String text) {
    var loaded = model();
    long begin = System.nanoTime();
    var embedding = loaded.vector(text);
    nanos.add(System.nanoTime() - begin);
    texts.increment();
    return embedding;
  }

  private MiniLm model() {
    if (state == State.ABSENT) {
      throw cannot();
    }
    if (model == null) {
      try {
        model = loader.load();
        state = State.READY;
      } catch (IOException | OrtException | RuntimeException | LinkageError e) {
        state = State.ABSENT;
        LOG.log(System.Logger.Level.WARNING, "Texts cannot be embedded here: " + e);
        throw cannot();
      }
    }
    return model;
  }

  private static SpillwayException cannot() {
    return new SpillwayException(new ErrorKind.WorkerFailed("this worker does not embed"));
  }

  private static SpillwayException invalid(String message) {
    return new SpillwayException(new ErrorKind.InvalidValue("texts", "texts " + message));
  }

  /** Lets what is being embedded end, and frees the native memory. */
  @Override
  public void close() {
    try {
      thread.execute(this::unload);
    } catch (RejectedExecutionException e) {
      // The process ends; what it holds goes with it.
      LOG.log(System.Logger.Level.DEBUG, "As many texts wait as may wait", e);
    }
    thread.shutdown();
  }

  private void unload() {
    if (model != null) {
      try {
        model.close();
      } catch (OrtException e) {
        LOG.log(System.Logger.Level.DEBUG, "The embedder was not closed", e);
      }
      model = null;
    }
  }
}
