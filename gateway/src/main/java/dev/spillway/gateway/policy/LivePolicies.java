package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.ErrorKind.StoreUnavailable;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.config.Given;
import dev.spillway.router.policy.Policy;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import org.jboss.logging.Logger;

/**
 * The policies that this gateway serves now.
 *
 * <p>Requests read an immutable snapshot and never wait. The snapshot follows the database on three
 * ways: a change made here is in it when the change is answered; a change made by another gateway
 * on the same Redis arrives by notice, well within a second; and a slow poll finds what no notice
 * told, so that a lost one costs seconds and not forever. With the database away the snapshot stays
 * as it is, and changing fails with {@link ErrorKind.StoreUnavailable}. With Redis away changes are
 * kept and served here at once, and elsewhere by poll.
 */
public final class LivePolicies implements Policies {

  private static final Logger LOG = Logger.getLogger(LivePolicies.class);

  /** A new process is slow, and nobody waits yet: the first calls also start what is lazy. */
  static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final PolicyStore store;
  private final RouterStore models;
  private final Routers routers;
  private final PolicyRules rules;
  private final PolicyReader reader;
  private final PolicyNotices notices;
  private final Given given;
  private final Coalesced refresh;
  private final NextVersion next;
  private final Duration poll;
  private volatile PolicySnapshot snapshot = PolicySnapshot.EMPTY;
  private volatile long timer;
  private volatile boolean failing;

  /**
   * @param poll how often the database is asked without being told
   * @param beat how often the subscription to notices is proved alive
   */
  public LivePolicies(
      Vertx vertx,
      Redis redis,
      PolicyStore store,
      RouterStore models,
      Routers routers,
      PolicyRules rules,
      Given given,
      Outages outages,
      Clock clock,
      Duration poll,
      Duration beat) {
    this.vertx = vertx;
    this.store = store;
    this.models = models;
    this.routers = routers;
    this.rules = rules;
    this.given = given;
    this.reader = new PolicyReader(rules, routers);
    this.refresh = new Coalesced(this::reload);
    this.notices =
        new PolicyNotices(
            vertx,
            redis,
            PolicyNotices.CHANNEL,
            cause -> outages.begin(Outage.REDIS_DOWN, cause),
            () -> outages.end(Outage.REDIS_DOWN),
            beat,
            refresh::ask);
    this.next =
        new NextVersion(models, routers, rules, reader, () -> snapshot.byName().size(), clock);
    this.poll = poll;
  }

  /** Loads the policies, which must succeed, and follows them from then on. */
  public Uni<Void> start() {
    return load(store.within(START_LIMIT), models.within(START_LIMIT))
        .invoke(
            () -> {
              notices.start();
              timer = vertx.setPeriodic(poll.toMillis(), tick -> refresh.ask());
            });
  }

  /** Completes when nothing more is asked of Redis. */
  public CompletionStage<Void> stop() {
    vertx.cancelTimer(timer);
    return notices.stop();
  }

  @Override
  public Optional<VersionedPolicy> find(String name) {
    return snapshot.find(name).map(LivePolicy::versioned);
  }

  @Override
  public List<VersionedPolicy> all() {
    return snapshot.all().map(LivePolicy::versioned).toList();
  }

  /** The version of a policy that is served, with its history. */
  public Optional<PolicyRevision> revision(String name) {
    return snapshot.find(name).map(LivePolicy::revision);
  }

  /** The same of all policies, in order of their names. */
  public List<PolicyRevision> revisions() {
    return snapshot.all().map(LivePolicy::revision).toList();
  }

  /** Stored versions of a policy below {@code before}, latest first, servable here or not. */
  public Uni<List<PolicyRevision>> versions(String name, int before, int limit) {
    return Uni.createFrom()
        .item(() -> rules.checkName(name))
        .chain(allowed -> store.versions(allowed, before, limit));
  }

  /**
   * One stored version of a policy, servable here or not.
   *
   * @throws SpillwayException with {@link ErrorKind.NotFound} if it never was
   */
  public Uni<PolicyRevision> version(String name, int version) {
    return Uni.createFrom()
        .item(() -> rules.checkName(name))
        .chain(allowed -> store.find(allowed, version))
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new SpillwayException(
                            new ErrorKind.NotFound(
                                "policy '%s' has no version %d"
                                    .formatted(PolicyChange.shortened(name), version)))));
  }

  /**
   * Gives a policy a new version with the content of an earlier one, which must still be servable
   * here. History is never rewritten.
   */
  public Uni<PolicyChanged> rollBack(
      String name, int version, Optional<String> comment, IntPredicate precondition, String by) {
    return version(name, version)
        .chain(was -> change(name, PolicyChange.backTo(was, comment), precondition, by));
  }

  /**
   * Gives a policy a new version, or makes the policy. A change that changes nothing makes none.
   *
   * @param precondition on the version that the policy has, 0 for none
   * @param by who asks, for the history
   * @return fails with {@link ErrorKind.GivenByFile} where a file says what the policy is
   */
  public Uni<PolicyChanged> change(
      String name, PolicyChange change, IntPredicate precondition, String by) {
    return Uni.createFrom()
        .item(() -> rules.checkName(name))
        .invoke(allowed -> given.refuse(Given.policy(allowed)))
        .chain(allowed -> append(allowed, change, precondition, by));
  }

  private Uni<PolicyChanged> append(
      String name, PolicyChange change, IntPredicate precondition, String by) {
    return store
        .append(
            name,
            history -> next.prepare(change, history),
            history -> next.decide(name, change, precondition, by, history))
        .invoke(appended -> learn(List.of(appended)));
  }

  /** These are committed: serves them, and tells the other gateways if there is anything new. */
  void learn(List<PolicyChanged> changes) {
    served(
        changes.stream()
            .map(each -> reader.latest(List.of(each.revision())))
            .flatMap(Optional::stream)
            .toList());
    if (changes.stream().anyMatch(PolicyChanged::added)) {
      notices.publish();
    }
  }

  /**
   * What a policy would be after a change, without changing it.
   *
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  public Uni<Policy> draft(String name, PolicyChange change, String by) {
    return Uni.createFrom()
        .item(() -> rules.checkName(name))
        .chain(allowed -> routers.load(models, change.router().stream().toList()))
        .map(
            loaded -> {
              var history = revision(name).stream().toList();
              return rules.read(next.decide(name, change, version -> true, by, history));
            });
  }

  /** Makes a policy unless there is one of this name. To be called before {@link #start}. */
  public Uni<PolicyChanged> ship(String name, List<String> tiers, StoredRule rule) {
    return store
        .within(START_LIMIT)
        .append(
            name,
            history -> routers.load(models, rule.router().stream().toList()),
            history -> history.isEmpty() ? next.shipped(name, tiers, rule) : history.getFirst());
  }

  /** An outage is told by {@link Outages}; anything else is a defect, told when it begins. */
  private Uni<Void> reload() {
    return load(store, models)
        .invoke(() -> failing = false)
        .onFailure(failure -> !(SpillwayException.kindOf(failure) instanceof StoreUnavailable))
        .invoke(
            failure -> {
              if (!failing) {
                failing = true;
                LOG.error("The policies cannot be read again", failure);
              }
            });
  }

  private Uni<Void> load(PolicyStore from, RouterStore modelsFrom) {
    return reader.current(from, modelsFrom).invoke(this::served).replaceWithVoid();
  }

  private synchronized void served(List<LivePolicy> learned) {
    snapshot = snapshot.with(learned);
  }
}
