package dev.spillway.gateway.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What became of requests to the admin API, and what could not be written down. */
@Singleton
final class AuditMeters {
  private final MeterRegistry meters;
  private final Counter lost;

  AuditMeters(MeterRegistry meters) {
    this.meters = meters;
    lost =
        Counter.builder("spillway.audit.lost")
            .description("What the audit log has not, as the database was away or too much came")
            .register(meters);
  }

  void written(AuditRow row) {
    Counter.builder("spillway.audit.rows")
        .description("What was done through the admin API or by the file, or tried, by its outcome")
        .tag("outcome", row.outcome())
        .register(meters)
        .increment();
  }

  void lost() {
    lost.increment();
  }
}
