package dev.spillway.worker.engine;

import dev.spillway.worker.kernel.KernelFlavour;
import dev.spillway.worker.kernel.KvType;
import dev.spillway.worker.schedule.SchedulingPolicy;
import dev.spillway.worker.schedule.Speculation;

/**
 * How an {@link Engine} works. None of it but the type of keys and values changes an answer.
 *
 * @param kernels the implementation
 * @param threads that compute, the engine's own included
 * @param maxRunning requests that advance together
 * @param maxWaiting requests that wait beyond those
 * @param stepTokens tokens of one step at most: more is faster for long prompts, fewer makes the
 *     pauses of running answers shorter
 * @param kvBytes memory for keys and values, at most; what all running requests need at their
 *     longest is never exceeded
 * @param policy who is served before whom, and who fits
 * @param swapBytes host memory for what those lose who are preempted, at most; 0 for none
 * @param speculation when answers may guess what follows
 * @param kvType how keys and values are kept: shorter ones are more to a memory, and rounded
 */
public record EngineOptions(
    KernelFlavour kernels,
    int threads,
    int maxRunning,
    int maxWaiting,
    int stepTokens,
    long kvBytes,
    SchedulingPolicy policy,
    long swapBytes,
    Speculation speculation,
    KvType kvType) {

  /** As many threads as there are processors. */
  public static final EngineOptions DEFAULTS =
      new EngineOptions(
          KernelFlavour.best(),
          Runtime.getRuntime().availableProcessors(),
          32,
          128,
          256,
          256L << 20,
          SchedulingPolicy.DEFAULT,
          64L << 20,
          new Speculation(8, 16),
          KvType.F32);

  public EngineOptions {
    if (threads < 1 || kvBytes < 1 || swapBytes < 0) {
      throw new IllegalArgumentException("an engine needs a thread and memory");
    }
  }

  public EngineOptions withKernels(KernelFlavour other) {
    return new EngineOptions(
        other,
        threads,
        maxRunning,
        maxWaiting,
        stepTokens,
        kvBytes,
        policy,
        swapBytes,
        speculation,
        kvType);
  }

  public EngineOptions withThreads(int other) {
    return new EngineOptions(
        kernels,
        other,
        maxRunning,
        maxWaiting,
        stepTokens,
        kvBytes,
        policy,
        swapBytes,
        speculation,
        kvType);
  }

  public EngineOptions withMaxRunning(int other) {
    return new EngineOptions(
        kernels,
        threads,
        other,
        maxWaiting,
        stepTokens,
        kvBytes,
        policy,
        swapBytes,
        speculation,
        kvType);
  }

  public EngineOptions withMaxWaiting(int other) {
    return new EngineOptions(
        kernels,
        threads,
        maxRunning,
        other,
        stepTokens,
        kvBytes,
        policy,
        swapBytes,
        speculation,
        kvType);
  }

  public EngineOptions withStepTokens(int other) {
    return new EngineOptions(
        kernels,
        threads,
        maxRunning,
        maxWaiting,
        other,
        kvBytes,
        policy,
        swapBytes,
        speculation,
        kvType);
  }

  public EngineOptions withKvBytes(long other) {
    return new EngineOptions(
        kernels,
        threads,
        maxRunning,
        maxWaiting,
        stepTokens,
        other,
        policy,
        swapBytes,
        speculation,
        kvType);
  }

  public EngineOptions withPolicy(SchedulingPolicy other) {
    return new EngineOptions(
        kernels,
        threads,
        maxRunning,
        maxWaiting,
        stepTokens,
        kvBytes,
        other,
        swapBytes,
        speculation,
        kvType);
  }

  public EngineOptions withSwapBytes(long other) {
    return new EngineOptions(
        kernels,
        threads,
        maxRunning,
        maxWaiting,
        stepTokens,
        kvBytes,
        policy,
        other,
        speculation,
        kvType);
  }

  public EngineOptions withSpeculation(Speculation other) {
    return new EngineOptions(
        kernels,
        threads,
        maxRunning,
        maxWaiting,
        stepTokens,
        kvBytes,
        policy,
        swapBytes,
        other,
        kvType);
  }

  public EngineOptions withKvType(KvType other) {
    return new EngineOptions(
        kernels,
        threads,
        maxRunning,
        maxWaiting,
        stepTokens,
        kvBytes,
        policy,
        swapBytes,
        speculation,
        other);
  }
}
