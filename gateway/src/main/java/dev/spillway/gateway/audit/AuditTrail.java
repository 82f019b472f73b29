package dev.spillway.gateway.audit;

import dev.spillway.gateway.audit.AuditRow.Outcome;
import dev.spillway.gateway.config.GatewayConfig;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes down, before its answer, what a {@link Deed} came to where no change of it was written by
 * {@link AuditChanges}: what was refused, what failed, and what was granted without a row of it
 * being changed. What cannot be written, as the database is away, is a line in the log instead and
 * counted; the answer is given all the same, since what it tells of has happened.
 *
 * <p>Refusals and failures beyond so many a minute are counted alone: who has a token that opens
 * little must not fill the table.
 */
@Singleton
public final class AuditTrail {
  private static final Logger LOG = Logger.getLogger(AuditTrail.class);
  private static final int FIRST_ERROR = 400;
  private static final int FIRST_FAILURE = 500;
  private static final int MAX_LINE = 500;

  private final AuditStore store;
  private final AuditMeters meters;
  private final int mostRefused;
  private final LongSupplier nanoTime;
  private long minute;
  private int refused;

  @Inject
  AuditTrail(AuditStore store, AuditMeters meters, GatewayConfig config) {
    this(store, meters, config.audit().refusedPerMinute(), System::nanoTime);
  }

  AuditTrail(AuditStore store, AuditMeters meters, int mostRefused, LongSupplier nanoTime) {
    this.store = store;
    this.meters = meters;
    this.mostRefused = mostRefused;
    this.nanoTime = nanoTime;
  }

  /**
   * Completes when it is written or lost, never with a failure.
   *
   * @param status of the answer
   * @param code of the error, if it is one
   */
  public Uni<Void> over(Deed deed, int status, @Nullable String code) {
    if (status < FIRST_ERROR) {
      return deed.isWritten()
          ? Uni.createFrom().voidItem()
          : write(deed.row(Outcome.DONE).with(status, null));
    }
    if (!isRoom()) {
      meters.lost();
      return Uni.createFrom().voidItem();
    }
    var outcome = status < FIRST_FAILURE ? Outcome.REFUSED : Outcome.FAILED;
    return write(deed.row(outcome).with(status, code));
  }

  /** Requests that were not let in: one row, however many they were. */
  public Uni<Void> shutOut(@Nullable String address, long attempts) {
    return write(AuditRow.shutOut(address, attempts));
  }

  private Uni<Void> write(AuditRow row) {
    return store
        .insert(List.of(row))
        .invoke(() -> meters.written(row))
        .onFailure()
        .recoverWithItem(
            failure -> {
              meters.lost();
              var line = row.toString();
              LOG.warnf(
                  "Not in the audit log, as %s: %s",
                  failure.getMessage(), line.substring(0, Math.min(line.length(), MAX_LINE)));
              return null;
            });
  }

  private synchronized boolean isRoom() {
    long now = TimeUnit.NANOSECONDS.toMinutes(nanoTime.getAsLong());
    if (now != minute) {
      minute = now;
      refused = 0;
    }
    return refused++ < mostRefused;
  }
}
