package dev.spillway.standalone.profile;

import dev.spillway.standalone.cost.Measured;
import dev.spillway.worker.engine.StepProfiler;
import dev.spillway.worker.engine.StepSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Runs workloads round after round and keeps the time of each step. Steps of one size are compared
 * across rounds, so that a moment in which the machine was busy with something else spoils one
 * value of many; the median is taken.
 */
final class Workbench {
  private static final Comparator<StepSize> BY_SIZE =
      Comparator.comparingInt(StepSize::tokens)
          .thenComparingInt(StepSize::outputs)
          .thenComparingLong(StepSize::answerReads)
          .thenComparingLong(StepSize::promptReads);

  private final StepProfiler profiler;
  private final List<Workload> workloads;
  private final Map<StepSize, List<Long>> nanos = new TreeMap<>(BY_SIZE);
  private final SplittableRandom random;

  Workbench(StepProfiler profiler, List<Workload> workloads, long seed) {
    this.profiler = profiler;
    this.workloads = workloads;
    this.random = new SplittableRandom(seed);
  }

  /** All workloads once; nothing is kept. */
  void warmUp() {
    for (var workload : workloads) {
      run(workload, (size, took) -> {});
    }
  }

  /** All workloads once. */
  void round() {
    for (var workload : workloads) {
      run(workload, (size, took) -> nanos.computeIfAbsent(size, s -> new ArrayList<>()).add(took));
    }
  }

  private void run(Workload workload, StepProfiler.Listener listener) {
    var prompts = new ArrayList<int[]>();
    for (int length : workload.prompts()) {
      prompts.add(random.ints(length, 0, profiler.vocabulary()).toArray());
    }
    profiler.answer(prompts, workload.answer(), listener);
  }

  /** The median time of each size of step. */
  List<Measured> medians() {
    var medians = new ArrayList<Measured>();
    nanos.forEach(
        (size, all) -> {
          var sorted = all.stream().sorted().toList();
          medians.add(new Measured(size, sorted.get(sorted.size() / 2) / 1e9));
        });
    return medians;
  }
}
