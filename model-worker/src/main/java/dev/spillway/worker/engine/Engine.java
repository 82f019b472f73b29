package dev.spillway.worker.engine;

import dev.spillway.cache.TextOwner;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.worker.format.GgufFile;
import dev.spillway.worker.kernel.AttentionShape;
import dev.spillway.worker.kernel.KernelFlavour;
import dev.spillway.worker.kernel.Kernels;
import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockPool;
import dev.spillway.worker.kv.SwapSpace;
import dev.spillway.worker.model.LanguageModel;
import dev.spillway.worker.model.Models;
import dev.spillway.worker.sample.Sampler;
import dev.spillway.worker.schedule.Limits;
import dev.spillway.worker.schedule.Scheduler;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A model that answers many requests at once.
 *
 * <p>One thread owns the model and advances all running requests together, a step at a time; see
 * {@link StepLoop}. Requests come and go between steps.
 *
 * <p>Law "one answer": what a request gets depends on its prompt, its sampling and the model alone.
 * Kernels reduce in an order that nothing else can change, and every request has its own random
 * numbers.
 */
public final class Engine implements AutoCloseable {
  private static final int[] NOTHING = {};

  private final EngineOptions options;
  private final @Nullable GgufFile ownFile;
  private final Kernels kernels;
  private final int contextLength;
  private final int vocabulary;
  private final long bytesPerBlock;
  private final Meter meter;
  private final BlockMover mover;
  private final @Nullable SharedPrompts shared;
  private final StepLoop loop;
  private final Thread thread;

  private Engine(
      GgufFile file,
      @Nullable GgufFile ownFile,
      EngineOptions options,
      Kernels kernels,
      boolean endless,
      StepListener listener,
      Sharing sharing) {
    this.options = options;
    this.ownFile = ownFile;
    this.kernels = kernels;
    var limits = new Limits(options.maxRunning(), places(options), options.stepTokens());
    int outputs = Math.max(options.maxRunning(), options.speculation().stepTokens());
    var model = Models.load(file, kernels, options.stepTokens(), outputs);
    int blocks = blocks(model, options);
    var pool = new BlockPool(blocks, model.window());
    var kv = kernels.allocateKv(model.kvShape().withType(options.kvType()), blocks);
    this.vocabulary = model.vocabulary();
    this.bytesPerBlock = kv.blockBytes();
    this.contextLength = Math.min(model.contextLength(), blocks * KvShape.BLOCK_TOKENS);
    this.meter = new Meter(blocks);
    var space = new SwapSpace(Math.toIntExact(options.swapBytes() / kv.blockBytes()));
    this.mover = new BlockMover(kv, space.slots());
    var runner = new StepRunner(model, kv, mover, options.stepTokens(), outputs);
    var ends = endless ? EndTokens.NONE : EndTokens.read(file.metadata());
    var scheduler =
        new Scheduler<Generation>(limits, options.policy(), pool, space, options.speculation());
    // What is out of a window's sight is given back, so there is no chain of blocks to share.
    boolean shares = !sharing.equals(Sharing.NONE) && model.window() == AttentionShape.UNBOUNDED;
    this.shared = shares ? new SharedPrompts(sharing, kv, this::wake) : null;
    this.loop = new StepLoop(scheduler, pool, runner, ends, meter, listener, shared);
    this.thread = Thread.ofPlatform().name("engine").daemon().unstarted(loop);
    thread.start();
  }

  /**
   * Loads a model and starts its thread.
   *
   * @throws dev.spillway.worker.format.GgufException the file cannot be used
   */
  public static Engine start(Path model, EngineOptions options) {
    var file = GgufFile.open(model);
    return start(file, file, options, false, StepListener.NONE, Sharing.NONE);
  }

  /**
   * As {@link #start(Path, EngineOptions)}, to be measured: the end of a turn is ignored, so that
   * answers are as long as asked for, and a listener hears of each step.
   */
  public static Engine probe(Path model, EngineOptions options, StepListener listener) {
    var file = GgufFile.open(model);
    return start(file, file, options, true, listener, Sharing.NONE);
  }

  /**
   * As {@link #start(Path, EngineOptions)}; the file must stay open until the engine is closed.
   *
   * @param sharing with whom computed prompts are shared
   */
  public static Engine start(GgufFile file, EngineOptions options, Sharing sharing) {
    return start(file, null, options, false, StepListener.NONE, sharing);
  }

  private static Engine start(
      GgufFile file,
      @Nullable GgufFile ownFile,
      EngineOptions options,
      boolean endless,
      StepListener listener,
      Sharing sharing) {
    @Nullable Kernels kernels = null;
    try {
      kernels = Kernels.of(options.kernels(), options.threads());
      return new Engine(file, ownFile, options, kernels, endless, listener, sharing);
    } catch (RuntimeException | Error e) {
      if (kernels != null) {
        kernels.close();
      }
      if (ownFile != null) {
        ownFile.close();
      }
      throw e;
    }
  }

  /**
   * Lets a request join. Returns at once; any thread may call.
   *
   * @param prompt token ids, at least one
   * @param maxTokens of the answer; together with the prompt at most {@link #contextLength}
   * @throws SpillwayException {@code Overloaded} when too many wait, {@code ContextTooLong} or
   *     {@code InvalidValue} where it can never run, {@code WorkerFailed} after {@link #close}
   */
  public Ticket submit(int[] prompt, Sampling sampling, int maxTokens, TokenListener listener) {
    return submit(prompt, maxTokens, OptionalInt.empty(), List.of(new Branch(sampling, listener)))
        .getFirst();
  }

  /**
   * Lets requests with one prompt join, all or none; the prompt is read once. Otherwise as {@link
   * #submit(int[], Sampling, int, TokenListener)}.
   *
   * @param predicted how long an answer will probably be at most, if anybody knows
   * @param branches at least one
   */
  public List<Ticket> submit(
      int[] prompt, int maxTokens, OptionalInt predicted, List<Branch> branches) {
    validate(prompt, maxTokens);
    var generations =
        branches.stream()
            .map(branch -> generation(prompt, NOTHING, maxTokens, predicted, branch))
            .toList();
    var leader = generations.getFirst();
    leader.lead(new Followers(generations.subList(1, generations.size())));
    enter(leader);
    return List.copyOf(generations);
  }

  /**
   * Lets a request join whose answer began elsewhere, with the same model: it goes on as it would
   * have gone on there, as after a preemption that forgot all that was computed. The listener hears
   * of the tokens that come. Otherwise as {@link #submit(int[], Sampling, int, TokenListener)}.
   *
   * @param owner whose text it is: what is computed of it is found by who has the same namespace
   * @param answered the first tokens of the answer, fewer than {@code maxTokens} and none that ends
   *     it; may be empty
   */
  public Ticket resume(
      int[] prompt,
      int[] answered,
      int maxTokens,
      OptionalInt predicted,
      TextOwner owner,
      Branch branch) {
    validate(prompt, maxTokens);
    validateAnswered(answered, maxTokens);
    var generation = generation(prompt, answered, maxTokens, predicted, branch);
    generation.share(owner, load(owner, prompt, answered));
    enter(generation);
    return generation;
  }

  private @Nullable Loading load(TextOwner owner, int[] prompt, int[] answered) {
    if (shared == null || owner.isNobody()) {
      return null;
    }
    int[] tokens = Arrays.copyOf(prompt, prompt.length + answered.length);
    System.arraycopy(answered, 0, tokens, prompt.length, answered.length);
    return shared.load(owner, tokens, meter::promptTokensPerSecond);
  }

  private Generation generation(
      int[] prompt, int[] answered, int maxTokens, OptionalInt predicted, Branch branch) {
    var sampler = Sampler.of(branch.sampling(), answered, branch.constraint());
    return new Generation(
        prompt, answered, maxTokens, predicted, sampler, branch.listener(), this::wake);
  }

  private void enter(Generation leader) {
    if (!loop.submit(leader, places(options))) {
      throw new SpillwayException(
          new ErrorKind.Overloaded(
              "the model has as many requests as it can take", meter.waitForPlace(loop.inside())));
    }
    wake();
  }

  private void validate(int[] prompt, int maxTokens) {
    if (prompt.length == 0) {
      throw invalid("messages", "there must be at least one token");
    }
    validateTokens("messages", prompt);
    if (maxTokens < 1) {
      throw invalid("max_tokens", "must be at least 1");
    }
    if (prompt.length >= contextLength) {
      throw new SpillwayException(new ErrorKind.ContextTooLong(prompt.length, contextLength));
    }
    int room = contextLength - prompt.length;
    if (maxTokens > room) {
      throw invalid(
          "max_tokens",
          "must be at most %d here: the context holds %d tokens, the messages have %d"
              .formatted(room, contextLength, prompt.length));
    }
  }

  private void validateAnswered(int[] answered, int maxTokens) {
    validateTokens("answered", answered);
    if (answered.length >= maxTokens) {
      throw invalid("answered", "must have fewer tokens than max_tokens, which is " + maxTokens);
    }
  }

  private void validateTokens(String field, int[] tokens) {
    for (int token : tokens) {
      if (token < 0 || token >= vocabulary) {
        throw invalid(field, "token %d is not in the vocabulary".formatted(token));
      }
    }
  }

  private static SpillwayException invalid(String field, String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(field, message));
  }

  /** Tokens of a prompt and its answer together, at most. */
  public int contextLength() {
    return contextLength;
  }

  /** Token ids are below this. */
  public int vocabulary() {
    return vocabulary;
  }

  /** Requests that advance together, at most. */
  public int mostRunning() {
    return options.maxRunning();
  }

  /** Tokens of prompts and answers that the KV memory holds. */
  public long kvTokens() {
    return (long) stats().blocksTotal() * KvShape.BLOCK_TOKENS;
  }

  /** KV memory of {@value KvShape#BLOCK_TOKENS} tokens. */
  public long bytesPerBlock() {
    return bytesPerBlock;
  }

  public KernelFlavour kernels() {
    return kernels.flavour();
  }

  public EngineStats stats() {
    return meter.stats();
  }

  /** Ends the thread after its current step; requests that are left fail with a typed error. */
  @Override
  public void close() {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("a listener cannot close its engine");
    }
    loop.close();
    wake();
    join();
    if (shared != null) {
      shared.close();
    }
    mover.close();
    kernels.close();
    if (ownFile != null) {
      ownFile.close();
    }
  }

  private void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake() {
    LockSupport.unpark(thread);
  }

  private static int places(EngineOptions options) {
    return options.maxRunning() + options.maxWaiting();
  }

  /** What fits the memory, and no more than all running requests can need. */
  static int blocks(LanguageModel model, EngineOptions options) {
    long most = (long) options.maxRunning() * KvShape.blocksFor(model.contextLength());
    long affordable =
        options.kvBytes() / model.kvShape().withType(options.kvType()).bytesPerBlock();
    return Math.toIntExact(Math.max(1, Math.min(most, affordable)));
  }
}
