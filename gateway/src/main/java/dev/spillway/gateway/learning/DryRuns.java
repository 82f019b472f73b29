package dev.spillway.gateway.learning;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.decision.Cursor;
import dev.spillway.gateway.decision.DecisionFilter;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.gateway.decision.DecisionStore;
import dev.spillway.gateway.meaning.QuestionMeanings;
import dev.spillway.router.policy.Policy;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Tries policies on kept decisions: a few at once, off the event loop. Questions are embedded where
 * the policy's router goes by what they mean; if no worker does that, the rest of the run decides
 * without, and its report says of how many decisions.
 */
public final class DryRuns {
  private static final int AT_ONCE = 2;
  private static final int PAGE = 1_000;
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final DecisionStore decisions;
  private final QuestionMeanings meanings;
  private final Executor workers;
  private final Semaphore places = new Semaphore(AT_ONCE);

  DryRuns(DecisionStore decisions, QuestionMeanings meanings, Executor workers) {
    this.decisions = decisions;
    this.meanings = meanings;
    this.workers = workers;
  }

  /**
   * What a policy would have done with the latest decisions.
   *
   * @throws SpillwayException with {@link ErrorKind.Overloaded} while others are being tried
   */
  public Uni<DryRunReport> of(Policy policy, DecisionFilter filter, int most) {
    if (!places.tryAcquire()) {
      throw new SpillwayException(
          new ErrorKind.Overloaded("other policies are being tried; try again", RETRY));
    }
    var run = new DryRun(policy);
    return next(run, filter, Optional.empty(), most)
        .map(done -> run.report())
        .onTermination()
        .invoke(places::release);
  }

  private Uni<Void> next(DryRun run, DecisionFilter filter, Optional<Cursor> after, int left) {
    if (left <= 0) {
      return Uni.createFrom().voidItem();
    }
    return page(run, filter, after, left)
        .emitOn(workers)
        .chain(rows -> play(run, rows).replaceWith(rows))
        .chain(
            rows ->
                rows.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : next(
                        run,
                        filter,
                        Optional.of(Cursor.after(rows.getLast())),
                        left - rows.size()));
  }

  private Uni<Void> play(DryRun run, List<DecisionRow> rows) {
    var toEmbed = run.toEmbed(rows);
    if (toEmbed.isEmpty()) {
      run.add(rows, List.of());
      return Uni.createFrom().voidItem();
    }
    return meanings
        .of(toEmbed, share -> {})
        .emitOn(workers)
        .onFailure(SpillwayException.class)
        .recoverWithItem(
            () -> {
              run.embedsNoMore();
              return List.of();
            })
        .invoke(known -> run.add(rows, known))
        .replaceWithVoid();
  }

  private Uni<List<DecisionRow>> page(
      DryRun run, DecisionFilter filter, Optional<Cursor> after, int left) {
    return run.reads()
        ? decisions.page(filter, after, Math.min(left, DecisionStore.MAX_PAGE))
        : decisions.figures(filter, after, Math.min(left, PAGE), workers);
  }
}
