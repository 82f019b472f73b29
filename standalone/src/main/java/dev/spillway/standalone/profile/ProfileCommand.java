package dev.spillway.standalone.profile;

import dev.spillway.standalone.console.Bar;
import dev.spillway.standalone.console.Bytes;
import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.console.ExitCode;
import dev.spillway.standalone.console.Progress;
import dev.spillway.standalone.cost.Profile;
import dev.spillway.standalone.cost.ProfileFile;
import dev.spillway.standalone.cost.StepCostFit;
import dev.spillway.worker.engine.Engine;
import dev.spillway.worker.engine.EngineOptions;
import dev.spillway.worker.format.GgufException;
import dev.spillway.worker.schedule.Speculation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long a model's steps take on this machine, for {@code replay}. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how long a model's steps take on this machine, and writes what replay needs.",
      "Other work on the machine spoils it; the fit's error says how much."
    },
    footer = {"", "Exit status: 0 done, 1 failed, 2 wrong usage, 3 a file is in the way."})
public final class ProfileCommand implements Callable<Integer> {
  private static final int FEWEST_ROUNDS = 3;
  private static final long SEED = 1;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue =
          "${env:SPILLWAY_MODELS:-${sys:spillway.installation:-.}/models}/demo-large.gguf",
      description = "The GGUF file. Default: ${DEFAULT-VALUE}")
  private Path model = Path.of(".");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "profile.json",
      description = "Where the profile is written. Default: ${DEFAULT-VALUE}")
  private Path out = Path.of(".");

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Measure for so long; at least three rounds are run. Default: ${DEFAULT-VALUE}")
  private double seconds;

  @Option(
      names = "--check",
      description = "Also play requests in real time, and compare with the replay of the same")
  private boolean check;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute. Default: as many as there are processors")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--max-running",
      paramLabel = "N",
      defaultValue = "16",
      description = "Requests that advance together. Default: ${DEFAULT-VALUE}")
  private int maxRunning;

  @Option(
      names = "--step-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Tokens of a step. Default: ${DEFAULT-VALUE}")
  private int stepTokens;

  @Option(
      names = "--kv-memory",
      paramLabel = "SIZE",
      defaultValue = "256M",
      converter = Bytes.class,
      description = "KV memory. Default: ${DEFAULT-VALUE}")
  private long kvMemory;

  ProfileCommand() {}

  @Override
  public Integer call() {
    if (!Files.isReadable(model)) {
      throw CommandFailure.inTheWay("there is no model %s; name one with --model".formatted(model));
    }
    try {
      measure(options(), Progress.onConsole());
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    } catch (GgufException e) {
      throw CommandFailure.inTheWay("%s: %s".formatted(model, e.getMessage()), e);
    }
  }

  /** Without guesses and swap: replay has neither. */
  private EngineOptions options() {
    return EngineOptions.DEFAULTS
        .withThreads(threads.orElse(EngineOptions.DEFAULTS.threads()))
        .withMaxRunning(maxRunning)
        .withMaxWaiting(LiveCheck.MOST_REQUESTS)
        .withStepTokens(stepTokens)
        .withKvBytes(kvMemory)
        .withSwapBytes(0)
        .withSpeculation(Speculation.OFF);
  }

  private void measure(EngineOptions options, Progress progress) {
    var log = new StepLog();
    try (var engine = Engine.probe(model, options, log)) {
      int blocks = engine.stats().blocksTotal();
      var workloads = Workload.all(engine.contextLength(), blocks, maxRunning, stepTokens);
      var bench = new Workbench(engine, log, workloads, SEED);
      progress.step("Steps", phase -> measure(bench, phase));
      var profile = profile(engine, log);
      ProfileFile.write(out, profile);
      System.out.printf(
          "%n%sWritten to %s; use it with ./spillway replay --profile %s%n",
          ProfileTable.of(profile), out, out);
      if (check) {
        var live = new LiveCheck(engine, options, () -> profile(engine, log), seconds);
        progress.step("Check", phase -> live.run(bench, phase));
        System.out.printf("%n%s", live.table());
      }
    }
  }

  /** The first quarter of the time warms up: kernels that are not compiled yet are slow. */
  private String measure(Workbench bench, Progress.Phase phase) {
    var bar = new Bar(phase, Math.round(seconds), "s");
    long began = System.nanoTime();
    int rounds = 0;
    for (boolean first = true; passed(began) < seconds || rounds < FEWEST_ROUNDS; first = false) {
      if (first || passed(began) < seconds / 4) {
        bench.warmUp();
      } else {
        bench.round();
        rounds++;
      }
      bar.at((long) passed(began));
    }
    return "%d rounds".formatted(rounds);
  }

  private static double passed(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private Profile profile(Engine engine, StepLog log) {
    var steps = log.steps();
    var fit = StepCostFit.of(steps);
    return new Profile(
        String.valueOf(model.getFileName()),
        engine.bytesPerBlock(),
        engine.stats().blocksTotal() * engine.bytesPerBlock(),
        maxRunning,
        stepTokens,
        fit.cost(),
        fit.meanError(),
        fit.p95Error(),
        steps);
  }
}
