package dev.spillway.gateway.learning;

import dev.spillway.gateway.cascade.Ending;
import dev.spillway.gateway.cascade.Loop;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.gateway.decision.LabelListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Brings feedback to the watch of promises, wherever it arrives: which answer it is of this gateway
 * knows if it gave the answer a while ago, and else the kept decision says.
 *
 * <p>A decision is written a moment after its answer, so one that is not there is looked for again,
 * {@value #TRIES} times in all. At most {@value #MOST_WAITING} labels are on their way at once;
 * what there is no room for, and what no decision was found for, is counted and does not count for
 * the promise. The label itself is kept before any of this.
 */
final class DriftLabels implements LabelListener {
  static final int MOST_WAITING = 1_000;
  static final int TRIES = 4;
  static final Duration AGAIN = Duration.ofSeconds(1);

  private final DriftWatch watch;
  private final Function<String, Uni<Optional<DecisionRow>>> decisions;
  private final Loop loop;
  private final MeterRegistry registry;
  private final AtomicInteger waiting = new AtomicInteger();

  /** What becomes of a label. */
  private enum Outcome {
    /** This gateway gave the answer. */
    OWN,
    /** The decision was found. */
    FOUND,
    /** It was not, or the database is away. */
    UNKNOWN,
    /** There was no room. */
    DROPPED
  }

  DriftLabels(
      DriftWatch watch,
      Function<String, Uni<Optional<DecisionRow>>> decisions,
      Loop loop,
      MeterRegistry registry) {
    this.watch = watch;
    this.decisions = decisions;
    this.loop = loop;
    this.registry = registry;
  }

  @Override
  public void labelled(String requestId, double quality) {
    if (watch.labelled(requestId, quality)) {
      count(Outcome.OWN);
    } else if (waiting.incrementAndGet() > MOST_WAITING) {
      over(Outcome.DROPPED);
    } else {
      find(requestId, quality, TRIES);
    }
  }

  private void find(String requestId, double quality, int tries) {
    decisions
        .apply(requestId)
        .subscribe()
        .with(
            found ->
                found.ifPresentOrElse(
                    row -> {
                      bring(row, quality);
                      over(Outcome.FOUND);
                    },
                    () -> again(requestId, quality, tries - 1)),
            away -> again(requestId, quality, tries - 1));
  }

  private void again(String requestId, double quality, int tries) {
    if (tries == 0) {
      over(Outcome.UNKNOWN);
    } else {
      var _ = loop.after(AGAIN, () -> find(requestId, quality, tries));
    }
  }

  /** An answer that was given again, or broke off, says nothing of the policy. */
  private void bring(DecisionRow row, double quality) {
    boolean computed = "bypass".equals(row.cache()) || "miss".equals(row.cache());
    if (computed
        && row.policy() != null
        && row.policyVersion() != null
        && row.confidence() != null
        && !row.finishReason().equals(Ending.FAILED.wireName())) {
      watch.labelled(row.policy(), row.policyVersion(), row.tier(), row.confidence(), quality);
    }
  }

  private void over(Outcome outcome) {
    waiting.decrementAndGet();
    count(outcome);
  }

  private void count(Outcome outcome) {
    Counter.builder("spillway.drift.labels")
        .description("Feedback by how the answer was found that it is of, to watch promises")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }
}
