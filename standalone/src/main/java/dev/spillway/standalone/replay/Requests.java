package dev.spillway.standalone.replay;

import dev.spillway.standalone.console.Progress;
import dev.spillway.standalone.replay.trace.Synthetic;
import dev.spillway.standalone.replay.trace.Trace;
import dev.spillway.standalone.replay.trace.TraceFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options that say where the requests are from. */
final class Requests {
  private static final int DRAWN = 10_000;

  @Parameters(paramLabel = "TRACE", description = "A file of requests; see below")
  private @Nullable Path file;

  @Option(
      names = "--synthetic",
      paramLabel = "KIND",
      description =
          "Drawn requests instead of a file: heavy-tail (lognormal prompts, Pareto answers,"
              + " Poisson arrivals)")
  private Optional<Synthetic> synthetic = Optional.empty();

  Trace read(Progress progress, Timing timing) {
    var from = file;
    if (from == null) {
      return synthetic.orElseThrow().draw(timing.limit().orElse(DRAWN), timing.seed());
    }
    var read = new Trace[1];
    progress.step(
        "Trace",
        phase -> {
          phase.is("reading " + from);
          read[0] = TraceFile.read(from, timing.limit().orElse(Integer.MAX_VALUE));
          return "%d requests (%s)".formatted(read[0].size(), read[0].form());
        });
    return read[0];
  }
}
