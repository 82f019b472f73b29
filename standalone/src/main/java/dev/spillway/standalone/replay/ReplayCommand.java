package dev.spillway.standalone.replay;

import dev.spillway.standalone.console.Bar;
import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.console.ExitCode;
import dev.spillway.standalone.console.Progress;
import dev.spillway.standalone.replay.report.Conditions;
import dev.spillway.standalone.replay.report.Objective;
import dev.spillway.standalone.replay.report.Report;
import dev.spillway.standalone.replay.report.ReportJson;
import dev.spillway.standalone.replay.report.ReportPage;
import dev.spillway.standalone.replay.report.ReportTable;
import dev.spillway.standalone.replay.report.Summary;
import dev.spillway.standalone.replay.trace.Trace;
import dev.spillway.standalone.replay.twin.Twin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Plays a trace with the worker's own scheduler under a virtual clock, once for each policy, and
 * compares what the clients would have seen.
 */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Plays recorded or drawn requests with the worker's own scheduler under a virtual clock.",
      "It takes seconds for hours of traffic, and the same input gives the same result."
    },
    footer = {
      "",
      "A trace is a CSV file with TIMESTAMP,ContextTokens,GeneratedTokens (Azure), a JSONL file",
      "with timestamp,input_length,output_length,hash_ids (Mooncake), or a log of your own:",
      "  {\"arrival\": 12.25, \"prompt_tokens\": 300, \"answer_tokens\": 42}",
      "  {\"created\": 1763712000, \"usage\": {\"prompt_tokens\": 300, \"completion_tokens\": 42}}",
      "It may be compressed with gzip.",
      "",
      "Capacity is how many requests of the trace the workers end per second when somebody",
      "always waits, first come first served, with the first policy's admission.",
      "",
      "Exit status: 0 done, 1 failed, 2 wrong usage, 3 a file cannot be read or written."
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final Path STANDARD_OUTPUT = Path.of("-");

  @ArgGroup(multiplicity = "1")
  private Requests requests = new Requests();

  @Mixin private Timing timing = new Timing();

  @Mixin private Workers workers = new Workers();

  @Option(
      names = "--objective-ttft",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description =
          "Goodput counts requests whose first token comes within. Default: ${DEFAULT-VALUE}")
  private double timeToFirst;

  @Option(
      names = "--objective-tpot",
      paramLabel = "SECONDS",
      defaultValue = "0.1",
      description = "... and whose other tokens take that long each. Default: ${DEFAULT-VALUE}")
  private double timePerToken;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result as JSON; - for standard output, instead of the table")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the result as a page with plots, complete in itself")
  private Optional<Path> html = Optional.empty();

  ReplayCommand() {}

  @Override
  public Integer call() {
    boolean quiet = json.equals(Optional.of(STANDARD_OUTPUT));
    var progress = quiet ? new Progress(System.err, false) : Progress.onConsole();
    try {
      var report = replay(progress);
      if (quiet) {
        System.out.print(ReportJson.of(report));
      } else {
        System.out.printf("%n%s", ReportTable.of(report));
        json.ifPresent(file -> write(file, ReportJson.of(report)));
      }
      html.ifPresent(file -> write(file, ReportPage.of(report)));
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private Report replay(Progress progress) {
    var recorded = requests.read(progress, timing);
    var policies = workers.policies();
    var profile = workers.profile();
    var twin = workers.twin(profile, recorded, timing.seed());
    double capacity = timing.needsCapacity() ? capacity(twin, recorded, progress) : 0;
    var trace = timing.apply(recorded, capacity);
    var objective = new Objective(timeToFirst, timePerToken);
    var summaries = new ArrayList<Summary>();
    for (var policy : policies) {
      progress.step(
          "Replay",
          phase -> {
            var bar = new Bar(p -> phase.is(policy + " " + p), trace.size(), "requests");
            var run = twin.withPolicy(policy).play(trace, bar::at);
            summaries.add(Summary.of(policy.toString(), run, objective));
            return "%s: %d requests in %d steps"
                .formatted(policy, run.outcomes().size(), run.gauges().steps());
          });
    }
    var conditions =
        new Conditions(
            trace,
            twin,
            profile.name(),
            profile.meanError(),
            workers.predictor(),
            objective,
            capacity,
            timing.seed());
    return new Report(conditions, summaries);
  }

  private static double capacity(Twin twin, Trace trace, Progress progress) {
    var found = new double[1];
    progress.step(
        "Capacity",
        phase -> {
          var bar = new Bar(phase, trace.size(), "requests");
          found[0] = twin.capacity(trace, bar::at);
          return "%.3g requests/s".formatted(found[0]);
        });
    return found[0];
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw CommandFailure.inTheWay("cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
