package dev.spillway.standalone.replay;

import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.replay.trace.Trace;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options that say how many requests come, and how fast. */
final class Timing {

  /** At most one of them. */
  static final class Speed {
    @Option(
        names = "--load",
        paramLabel = "SHARE",
        description =
            "Stretch time so that requests come at this share of the capacity, which is found first")
    private Optional<Double> load = Optional.empty();

    @Option(
        names = "--rate",
        paramLabel = "PER_SECOND",
        description = "Stretch time so that so many requests come per second in mean")
    private Optional<Double> rate = Optional.empty();
  }

  @ArgGroup(multiplicity = "0..1")
  private Speed speed = new Speed();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "The first N requests of a trace; N drawn ones (10000)")
  private Optional<Integer> limit = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of what is drawn: workload and noise. Default: ${DEFAULT-VALUE}")
  private long seed;

  long seed() {
    return seed;
  }

  OptionalInt limit() {
    if (limit.isPresent() && limit.get() < 1) {
      throw CommandFailure.usage("--limit must be at least 1");
    }
    return limit.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  boolean needsCapacity() {
    return speed.load.isPresent();
  }

  /** The trace at the speed that was asked for. */
  Trace apply(Trace trace, double capacity) {
    if (speed.load.isEmpty() && speed.rate.isEmpty()) {
      return trace;
    }
    double wanted = speed.rate.orElseGet(() -> speed.load.orElseThrow() * capacity);
    if (!(wanted > 0) || Double.isInfinite(wanted)) {
      throw CommandFailure.usage(
          needsCapacity() && capacity == 0
              ? "no request fits the KV memory; give more with --kv-blocks or --kv-memory"
              : "--load and --rate must be above 0");
    }
    if (trace.seconds() == 0) {
      throw CommandFailure.usage(
          "all requests of the trace come at one moment: there is no rate to change");
    }
    return trace.stretched(trace.rate() / wanted);
  }
}
