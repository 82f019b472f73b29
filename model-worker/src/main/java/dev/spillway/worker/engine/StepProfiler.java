package dev.spillway.worker.engine;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.worker.format.GgufFile;
import dev.spillway.worker.kernel.Kernels;
import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockPool;
import dev.spillway.worker.model.LanguageModel;
import dev.spillway.worker.model.Models;
import dev.spillway.worker.sample.Sampler;
import dev.spillway.worker.schedule.Limits;
import dev.spillway.worker.schedule.Scheduler;
import dev.spillway.worker.schedule.SchedulingPolicy;
import dev.spillway.worker.schedule.Sequence;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures steps: what an {@link Engine} does between two of them, on the caller's thread and with
 * nobody else's requests.
 *
 * <p>A step is timed from planning to the choice of the next tokens, so that the time is what a
 * running request feels. Answers are greedy and as long as asked for: the end of a turn is ignored.
 * Nothing is guessed ahead or swapped.
 */
public final class StepProfiler implements AutoCloseable {
  private static final int NO_SWAP = 0;

  private final GgufFile file;
  private final Kernels kernels;
  private final LanguageModel model;
  private final KvShape shape;
  private final BlockMover mover;
  private final StepRunner runner;
  private final Scheduler<Sequence> scheduler;
  private final Sampler greedy = Sampler.of(Sampling.GREEDY);
  private final int blocks;

  /** Hears of each step. */
  @FunctionalInterface
  public interface Listener {
    void onStep(StepSize size, long nanos);
  }

  private StepProfiler(GgufFile file, Kernels kernels, EngineOptions options) {
    this.file = file;
    this.kernels = kernels;
    this.model = Models.load(file, kernels, options.stepTokens(), options.maxRunning());
    this.blocks = Engine.blocks(model, options);
    var limits = new Limits(options.maxRunning(), options.maxRunning(), options.stepTokens());
    this.scheduler = new Scheduler<>(limits, SchedulingPolicy.DEFAULT, new BlockPool(blocks));
    this.shape = model.kvShape().withType(options.kvType());
    var kv = kernels.allocateKv(shape, blocks);
    this.mover = new BlockMover(kv, NO_SWAP);
    this.runner = new StepRunner(model, kv, mover, options.stepTokens(), options.maxRunning());
  }

  /**
   * Loads a model.
   *
   * @throws dev.spillway.worker.format.GgufException the file cannot be used
   */
  public static StepProfiler open(Path model, EngineOptions options) {
    var file = GgufFile.open(model);
    var kernels = Kernels.of(options.kernels(), options.threads());
    try {
      return new StepProfiler(file, kernels, options);
    } catch (RuntimeException | Error e) {
      kernels.close();
      file.close();
      throw e;
    }
  }

  /** Tokens of a prompt and its answer together, at most. */
  public int contextLength() {
    return Math.min(model.contextLength(), blocks * KvShape.BLOCK_TOKENS);
  }

  /** Token ids are below this. */
  public int vocabulary() {
    return model.vocabulary();
  }

  /** Blocks of KV memory. */
  public int blocks() {
    return blocks;
  }

  public long bytesPerBlock() {
    return shape.bytesPerBlock();
  }

  /**
   * Answers prompts together, with so many tokens each. They are offered at once, in this order.
   *
   * @param prompts at most as many as may run
   */
  public void answer(List<int[]> prompts, int tokens, Listener listener) {
    for (var prompt : prompts) {
      if (!scheduler.offer(new Sequence(prompt, tokens), System.nanoTime())) {
        throw new IllegalArgumentException("more prompts than may run");
      }
    }
    int left = prompts.size();
    while (left > 0) {
      long began = System.nanoTime();
      var plan = scheduler.schedule(began);
      runner.move(plan);
      runner.run(plan);
      scheduler.onStepDone(plan, began);
      int row = 0;
      for (var share : plan.shares()) {
        if (share.last()) {
          int from = row++ * runner.vocabulary();
          int token = greedy.choose(runner.logits(), from, runner.vocabulary()).token();
          if (share.sequence().append(token)) {
            scheduler.finish(share.sequence(), began);
            left--;
          }
        }
      }
      listener.onStep(StepSize.of(plan), System.nanoTime() - began);
    }
  }

  @Override
  public void close() {
    mover.close();
    kernels.close();
    file.close();
  }
}
