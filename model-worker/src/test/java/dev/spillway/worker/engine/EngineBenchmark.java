package dev.spillway.worker.engine;

import dev.spillway.worker.kernel.KernelFlavour;
import dev.spillway.worker.kernel.KvType;
import dev.spillway.worker.schedule.SchedulingPolicy;
import dev.spillway.worker.schedule.Speculation;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Measures the engine by hand; {@code benchmarks/engine} builds and starts it, and says how.
 *
 * <p>Other work on a machine only slows down: of several rounds the best counts, opponents take
 * turns, and beside wall time stands processor time, which other work disturbs less.
 */
final class EngineBenchmark {
  private EngineBenchmark() {}

  public static void main(String[] args) throws IOException {
    var arguments = BenchmarkArguments.parse(List.of(args));
    var options =
        EngineOptions.DEFAULTS
            .withThreads(arguments.number("threads", EngineOptions.DEFAULTS.threads()))
            .withMaxRunning(arguments.number("running", 16))
            .withMaxWaiting(1000)
            .withSpeculation(Speculation.OFF)
            .withStepTokens(arguments.number("step-tokens", 256))
            .withKvType(KvType.valueOf(arguments.text("kv-type").orElse("F32")))
            .withKvBytes((long) arguments.number("kv-mib", 2048) << 20)
            .withPolicy(policy(arguments));
    System.out.printf(
        Locale.ROOT,
        "%s, %s, %d threads, steps of %d, %s, stretch %s%n",
        arguments.model().getFileName(),
        KernelFlavour.report(),
        options.threads(),
        options.stepTokens(),
        options.policy(),
        options.policy().stretch());
    switch (arguments.command()) {
      case "speed" -> SpeedBenchmark.run(arguments, options);
      case "mix" -> MixBenchmark.run(arguments, options);
      case "gap" -> GapBenchmark.run(arguments, options);
      default -> throw new IllegalArgumentException("speed, mix or gap");
    }
  }

  private static SchedulingPolicy policy(BenchmarkArguments arguments) {
    var named =
        arguments.text("policy").map(SchedulingPolicy::parse).orElse(SchedulingPolicy.DEFAULT);
    return arguments.text("stretch").map(Double::parseDouble).map(named::withStretch).orElse(named);
  }
}
