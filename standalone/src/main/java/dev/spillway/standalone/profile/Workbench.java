package dev.spillway.standalone.profile;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.standalone.replay.trace.Prefix;
import dev.spillway.standalone.replay.trace.TraceRequest;
import dev.spillway.worker.engine.Engine;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Lets an engine answer workloads, round after round, and keeps how long its steps took. Lengths
 * are drawn anew each time, because kernels like some numbers of tokens better than others, and
 * what clients send is not made of powers of two.
 */
final class Workbench {
  private final Engine engine;
  private final StepLog log;
  private final List<Workload> workloads;
  private final SplittableRandom random;

  /**
   * @param log hears of the engine's steps
   */
  Workbench(Engine engine, StepLog log, List<Workload> workloads, long seed) {
    this.engine = engine;
    this.log = log;
    this.workloads = workloads;
    this.random = new SplittableRandom(seed);
  }

  /** All workloads once; nothing is kept. */
  void warmUp() {
    workloads.forEach(workload -> run(workload.varied(random)));
  }

  /** All workloads once. */
  void round() {
    log.keep(true);
    warmUp();
    log.keep(false);
  }

  private void run(Workload workload) {
    var requests =
        workload.requests().stream()
            .map(r -> new LiveRequest(new TraceRequest(0, r.prompt(), r.answer(), Prefix.NONE)))
            .toList();
    for (var request : requests) {
      var wanted = request.wanted();
      int[] prompt = random.ints(wanted.promptTokens(), 0, engine.vocabulary()).toArray();
      engine.submit(prompt, Sampling.GREEDY, wanted.answerTokens(), request);
    }
    requests.forEach(LiveRequest::join);
  }
}
