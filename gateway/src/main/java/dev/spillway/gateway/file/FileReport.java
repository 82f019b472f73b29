package dev.spillway.gateway.file;

import dev.spillway.contracts.error.ErrorKind.StoreUnavailable;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.file.FileStatus.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Tells what became of each content of the file: in the log, once for each, however often it is
 * tried; as metrics; and as the status that health and the admin API show.
 */
final class FileReport {
  private static final Logger LOG = Logger.getLogger(FileReport.class);

  private final MeterRegistry meters;
  private final Clock clock = Clock.systemUTC();
  private volatile FileStatus status = FileStatus.NONE;

  FileReport(MeterRegistry meters) {
    this.meters = meters;
    Gauge.builder("spillway.config.pending", this, FileReport::outstanding)
        .description("1 while what stands in spillway.yaml is not in force")
        .register(meters);
  }

  FileStatus status() {
    return status;
  }

  private double outstanding() {
    var state = status.state();
    return state == State.REFUSED || state == State.PENDING ? 1 : 0;
  }

  void begin(SpillwayFile file) {
    status = new FileStatus(State.PENDING, file.name(), null, null, List.of(), List.of());
  }

  void applied(SpillwayFile before, SpillwayFile file) {
    var places = file.places();
    count("applied");
    status =
        new FileStatus(
            State.APPLIED,
            file.name(),
            file.sha256(),
            clock.instant(),
            places.entrySet().stream().map(FileReport::line).toList(),
            List.of());
    LOG.infof("%s is in force", file.name());
    var released = new TreeMap<>(before.places());
    released.keySet().removeAll(places.keySet());
    if (!released.isEmpty()) {
      LOG.infof(
          "%s gives no longer, and leaves as it is: %s",
          file.name(), String.join(", ", released.keySet()));
    }
  }

  private static String line(Map.Entry<String, String> place) {
    return "%s (%s)".formatted(place.getKey(), place.getValue());
  }

  void refused(List<Problem> problems) {
    var lines = lines(problems);
    count("refused");
    status = status.but(State.REFUSED, lines);
    LOG.errorf(
        "The file is not applied, what was in force stays so:%n%s", String.join("\n", lines));
  }

  /**
   * Routers are not there that a gateway waits for as it starts.
   *
   * @param again whether this was so at the last trial
   */
  void waits(SpillwayFile file, List<Problem> problems, boolean again) {
    var lines = lines(problems);
    if (!again) {
      count("failed");
    }
    status = status.but(State.PENDING, lines);
    if (!again) {
      LOG.errorf(
          "Policies and tenants of %s wait until this is so:%n%s",
          file.name(), String.join("\n", lines));
    }
  }

  /** What the file says by now comes next. */
  void outdated(SpillwayFile file) {
    status =
        status.but(
            State.PENDING, List.of(file.name() + " has changed since this was read from it"));
    LOG.infof("%s has changed since it was read; what it says now comes next", file.name());
  }

  /** The database is away, as a rule; anything else is a defect. */
  void failed(SpillwayFile file, Throwable failure, boolean again) {
    var kind = SpillwayException.kindOf(failure);
    if (!again) {
      count("failed");
    }
    status = status.but(State.PENDING, List.of(kind.message()));
    if (again) {
      return;
    }
    if (kind instanceof StoreUnavailable) {
      LOG.warnf(
          "%s is not applied yet, as the database is away; what was in force stays so, and it is"
              + " tried again",
          file.name());
    } else {
      LOG.errorf(
          failure,
          "%s is not applied yet; what was in force stays so, and it is tried again: %s",
          file.name(),
          kind.message());
    }
  }

  private static List<String> lines(List<Problem> problems) {
    return problems.stream().map(Problem::toString).toList();
  }

  /** Before the status: who has seen that finds it counted. */
  private void count(String outcome) {
    meters.counter("spillway.config.reloads", "outcome", outcome).increment();
  }
}
