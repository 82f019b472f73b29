package dev.spillway.gateway.file;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.config.EmbeddingTiers;
import dev.spillway.gateway.config.Given;
import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.policy.Policies;
import dev.spillway.gateway.policy.StatedPolicies;
import dev.spillway.gateway.workers.LiveTiers;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/*
 * A content of the file is applied in three parts. First all that can be wrong with it is looked
 * for, against the settings and tiers in force and the routers in the database; if anything is,
 * nothing has changed. Then policies and tenants are made so in the database, in one transaction.
 * If that fails nothing has changed either, and it is tried again. Last, and without anything left
 * that could fail, this gateway serves it: new tiers, prices and endpoints in one step, while
 * requests under way hold the tiers and the places at workers that they began with; then the
 * policies; and at the end tiers that the file takes away go, when no policy names them any more.
 *
 * What is to be changed there alone is so from before the transaction, or an administrator could
 * change it between the two.
 *
 * Several gateways with the same file do the same and meet in the database: who comes second finds
 * that nothing differs, and who comes with a content that its file has no more leaves it. While a
 * new file spreads over several disks, the later one wins, because a file is applied when it changes
 * and when a gateway starts, and not time and again. A gateway that learns
 * of a policy before it has seen the file that brings its tiers serves the version before.
 */

/**
 * Brings into force what a file says, and knows what it gave. What it names belongs to it: changes
 * of that by the admin interface are refused. What a later file does not name any more stays as it
 * is and can be changed again by whoever wants.
 *
 * <p>Law: a content is in force as a whole or not at all. While the database is away, or goes away
 * in the midst, what was in force before stays so, and the new content is tried again until it is
 * in force or another takes its place. One exception: if the database commits and its answer is
 * lost, other gateways may have policies and tenants some seconds before this one.
 */
@Singleton
public class FileApplier {
  /** Of what could not be done at once. */
  private static final int LOOKS_BETWEEN_TRIALS = 5;

  private final Policies policies;
  private final StatedPolicies stated;
  private final FileTransaction transaction;
  private final Tiers tiers;
  private final EmbeddingTiers embedding;
  private final LiveTiers served;
  private final Given given;
  private final FileReport report;
  private volatile @Nullable SpillwayFile inForce;
  private volatile @Nullable SpillwayFile pending;

  /** Counted by the one who looks. */
  private int looks;

  @Inject
  FileApplier(
      Policies policies,
      StatedPolicies stated,
      FileTransaction transaction,
      Tiers tiers,
      EmbeddingTiers embedding,
      LiveTiers served,
      Given given,
      MeterRegistry meters) {
    this.policies = policies;
    this.stated = stated;
    this.transaction = transaction;
    this.tiers = tiers;
    this.embedding = embedding;
    this.served = served;
    this.given = given;
    this.report = new FileReport(meters);
  }

  public FileStatus status() {
    return report.status();
  }

  /** What is in force; null without a file. */
  public @Nullable SpillwayFile inForce() {
    return inForce;
  }

  /** At start, when its tiers and settings are in force already. Never fails: it is tried again. */
  Uni<Void> begin(SpillwayFile file) {
    inForce = file;
    report.begin(file);
    return apply(file, file);
  }

  /**
   * Goes on from what was seen of the file.
   *
   * @param seen null if it has not changed
   */
  Uni<Void> follow(@Nullable Reading seen) {
    var before = inForce;
    if (before == null) {
      return Uni.createFrom().voidItem();
    }
    if (seen != null) {
      pending = null;
      return seen.file().map(file -> apply(before, file)).orElseGet(() -> refuse(seen.problems()));
    }
    var again = pending;
    return again == null || ++looks % LOOKS_BETWEEN_TRIALS != 0
        ? Uni.createFrom().voidItem()
        : apply(before, again);
  }

  private Uni<Void> apply(SpillwayFile before, SpillwayFile file) {
    var wrong = new LiveChange(embedding, policies).refusals(before, file);
    if (!wrong.isEmpty()) {
      return refuse(wrong);
    }
    var names = file.tiers().isEmpty() ? tiers.names() : file.tiers().keySet();
    return routers(file, names)
        .chain(
            problems -> problems.isEmpty() ? serve(before, file, names) : without(file, problems))
        .onFailure(FileTransaction.Refused.class)
        .recoverWithUni(failure -> refuse(List.of(failure.problem())))
        .onFailure(FileTransaction.Outdated.class)
        .recoverWithUni(() -> outdated(file))
        .onFailure()
        .recoverWithUni(failure -> failed(file, failure));
  }

  /** Policies that do not fit the routers that they go by. */
  private Uni<List<Problem>> routers(SpillwayFile file, Set<String> names) {
    return Multi.createFrom()
        .iterable(file.policies())
        .onItem()
        .transformToUniAndConcatenate(
            each ->
                stated
                    .check(each.policy(), names)
                    .map(done -> List.<Problem>of())
                    .onFailure(SpillwayException.class)
                    .recoverWithItem(failure -> refusal(file, each, failure)))
        .collect()
        .asList()
        .map(all -> all.stream().flatMap(List::stream).toList());
  }

  private static List<Problem> refusal(SpillwayFile file, GivenPolicy policy, Throwable failure) {
    var kind = SpillwayException.kindOf(failure);
    if (kind.retryable()) {
      throw new SpillwayException(kind, failure);
    }
    return List.of(
        file.problem(policy.line(), "policies." + policy.policy().name(), kind.message()));
  }

  private Uni<Void> serve(SpillwayFile before, SpillwayFile file, Set<String> names) {
    Runnable all;
    try {
      all = change(before.tiers(), both(before.tiers(), file.tiers()));
    } catch (IllegalArgumentException e) {
      return refuse(List.of(file.problem(1, "tiers", String.valueOf(e.getMessage()))));
    }
    given.replace(both(before.places(), file.places()));
    return transaction
        .write(before, file, names)
        .onFailure()
        .invoke(() -> given.replace(before.places()))
        .invoke(
            written -> {
              all.run();
              transaction.learn(written);
              change(both(before.tiers(), file.tiers()), file.tiers()).run();
              given.replace(file.places());
              pending = null;
              inForce = file;
              report.applied(before, file);
            })
        .replaceWithVoid();
  }

  private Runnable change(Map<String, TierConfig> from, Map<String, TierConfig> to) {
    return from.equals(to) ? () -> {} : served.prepare(to);
  }

  /** What only one has, and of what both have that of the second. */
  private static <T> Map<String, T> both(Map<String, T> first, Map<String, T> second) {
    var both = new TreeMap<>(first);
    both.putAll(second);
    return both;
  }

  private Uni<Void> refuse(List<Problem> problems) {
    pending = null;
    report.refused(problems);
    return Uni.createFrom().voidItem();
  }

  /**
   * Routers that a policy goes by are not there. To a running gateway that is a mistake like any
   * other; one that starts may be the one by which they are to be brought, so it waits for them.
   */
  private Uni<Void> without(SpillwayFile file, List<Problem> problems) {
    if (report.status().appliedAt() != null) {
      return refuse(problems);
    }
    report.waits(file, problems, pending != null);
    pending = file;
    return Uni.createFrom().voidItem();
  }

  /** It is tried again in case that the file says it again before anybody looks. */
  private Uni<Void> outdated(SpillwayFile file) {
    report.outdated(file);
    pending = file;
    return Uni.createFrom().voidItem();
  }

  private Uni<Void> failed(SpillwayFile file, Throwable failure) {
    report.failed(file, failure, pending != null);
    pending = file;
    return Uni.createFrom().voidItem();
  }
}
