package dev.spillway.worker.engine;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.worker.kernel.KernelFlavour;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Measures an engine by hand: tokens per second of reading prompts, of one answer alone, and of
 * several together. The best of several rounds, because other work on the machine only slows down.
 *
 * <p>Arguments: model file, threads, concurrent answers, rounds.
 */
final class EngineSpeed {
  private static final int PROMPT = 512;
  private static final int ANSWER = 128;
  private static final int STEP = 256;

  private EngineSpeed() {}

  public static void main(String[] args) {
    int threads = Integer.parseInt(args[1]);
    int together = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    var options =
        EngineOptions.DEFAULTS.withThreads(threads).withMaxRunning(together).withStepTokens(STEP);
    try (var engine = Engine.start(Path.of(args[0]), options)) {
      double reading = 0;
      double alone = 0;
      double all = 0;
      for (int round = 0; round < rounds; round++) {
        reading = Math.max(reading, rate(engine, 1, PROMPT, 1));
        alone = Math.max(alone, rate(engine, 1, 1, ANSWER));
        all = Math.max(all, rate(engine, together, 1, ANSWER));
      }
      System.out.printf(
          Locale.ROOT,
          "%s, %d threads: prompt %.0f, one answer %.0f, %d answers %.0f tokens/s%n",
          KernelFlavour.report(),
          threads,
          reading,
          alone,
          together,
          all);
    }
  }

  /** Tokens per second of so many requests at once. */
  private static double rate(Engine engine, int requests, int prompt, int answer) {
    var random = new SplittableRandom();
    var recorders = new ArrayList<Recorder>();
    long start = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      var recorder = new Recorder();
      recorders.add(recorder);
      int[] ids = random.ints(prompt, 3, engine.vocabulary()).toArray();
      engine.submit(ids, Sampling.GREEDY, answer, recorder);
    }
    long tokens = 0;
    for (var recorder : recorders) {
      recorder.answer.join();
      tokens += prompt + recorder.ids.size() - 1;
    }
    return tokens * 1e9 / (System.nanoTime() - start);
  }
}
