package dev.spillway.gateway.file;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.config.EmbeddingTiers;
import dev.spillway.gateway.config.Given;
import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.file.FileStatus.State;
import dev.spillway.gateway.policy.LivePolicies;
import dev.spillway.gateway.tenancy.StatedTenants;
import dev.spillway.gateway.workers.LiveTiers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/*
 * A content of the file is applied in three parts. First all that can be wrong with it is looked
 * for, against the settings and tiers in force and the routers in the database; if anything is,
 * nothing has changed. Then new tiers are added, and others get their prices and endpoints, in one
 * step: requests under way hold the tiers and the places at workers that they began with. Then each
 * policy and each tenant is compared with the database and written where it differs, in the same way
 * as the admin interface does, so that all gateways have it within a second. Tiers that the file
 * takes away go last, when no policy names them any more. If the database fails in the midst
 * of that, the rest is written when it is back; every write is one that may be done twice.
 *
 * Several gateways with the same file do the same and meet in the database: who comes second finds
 * that nothing differs. While a new file spreads over them, the later one wins, because a file is
 * applied when it changes and when a gateway starts, and not time and again.
 */

/**
 * Brings into force what a file says, and knows what it gave. What it names belongs to it: changes
 * of that by the admin interface are refused. What a later file does not name any more stays as it
 * is and can be changed again by whoever wants.
 */
@Singleton
public class FileApplier {
  private static final Logger LOG = Logger.getLogger(FileApplier.class);

  /** Of what could not be done at once. */
  private static final int LOOKS_BETWEEN_TRIALS = 5;

  /** Who made versions of policies, in their history. */
  private static final String BY = "spillway.yaml";

  private final LivePolicies policies;
  private final StatedTenants tenants;
  private final Tiers tiers;
  private final EmbeddingTiers embedding;
  private final LiveTiers served;
  private final Given given;
  private final MeterRegistry meters;
  private final Clock clock = Clock.systemUTC();
  private volatile FileStatus status = FileStatus.NONE;
  private volatile @Nullable SpillwayFile inForce;
  private volatile @Nullable SpillwayFile pending;

  /** The file's tiers that are served: more than it has while it is being applied. */
  private volatile Map<String, TierConfig> inUse = Map.of();

  /** Counted by the one who looks. */
  private int looks;

  @Inject
  FileApplier(
      LivePolicies policies,
      StatedTenants tenants,
      Tiers tiers,
      EmbeddingTiers embedding,
      LiveTiers served,
      Given given,
      MeterRegistry meters) {
    this.policies = policies;
    this.tenants = tenants;
    this.tiers = tiers;
    this.embedding = embedding;
    this.served = served;
    this.given = given;
    this.meters = meters;
    Gauge.builder("spillway.config.pending", this, FileApplier::outstanding)
        .description("1 while what stands in spillway.yaml is not in force")
        .register(meters);
  }

  public FileStatus status() {
    return status;
  }

  /** What is in force; null without a file. */
  public @Nullable SpillwayFile inForce() {
    return inForce;
  }

  private double outstanding() {
    var state = status.state();
    return state == State.REFUSED || state == State.PENDING ? 1 : 0;
  }

  /** At start, when its tiers and settings are in force already. Never fails: it is tried again. */
  Uni<Void> begin(SpillwayFile file) {
    inForce = file;
    inUse = file.tiers();
    status = new FileStatus(State.PENDING, file.name(), null, null, List.of(), List.of());
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
        .chain(problems -> problems.isEmpty() ? serve(before, file) : without(file, problems))
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
                policies
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

  /** Tiers that go stay until no policy names them any more. */
  private Uni<Void> serve(SpillwayFile before, SpillwayFile file) {
    var meanwhile = new TreeMap<>(inUse);
    meanwhile.putAll(file.tiers());
    try {
      use(meanwhile);
    } catch (IllegalArgumentException e) {
      return refuse(List.of(file.problem(1, "tiers", String.valueOf(e.getMessage()))));
    }
    given.replace(places(file));
    return policies(file)
        .chain(() -> tenants(file))
        .invoke(
            () -> {
              use(file.tiers());
              applied(before, file);
            });
  }

  private void use(Map<String, TierConfig> next) {
    if (!inUse.equals(next)) {
      served.use(next);
      inUse = next;
    }
  }

  private Uni<Void> policies(SpillwayFile file) {
    return Multi.createFrom()
        .iterable(file.policies())
        .onItem()
        .transformToUniAndConcatenate(each -> policies.state(each.policy(), BY))
        .onItem()
        .invoke(
            changed -> {
              if (changed.added()) {
                LOG.infof(
                    "Policy '%s' is at version %d, by %s",
                    changed.revision().name(), changed.revision().version(), file.name());
              }
            })
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> tenants(SpillwayFile file) {
    return Multi.createFrom()
        .iterable(file.organisations())
        .onItem()
        .transformToUniAndConcatenate(this::tenant)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> tenant(GivenOrganisation organisation) {
    return tenants
        .organisation(organisation.id(), organisation.name(), organisation.limits())
        .chain(
            () ->
                Multi.createFrom()
                    .iterable(organisation.projects())
                    .onItem()
                    .transformToUniAndConcatenate(
                        each ->
                            tenants.project(
                                each.id(),
                                organisation.id(),
                                each.name(),
                                each.models().orElse(null),
                                each.limits()))
                    .collect()
                    .last())
        .replaceWithVoid();
  }

  private static Map<String, String> places(SpillwayFile file) {
    var places = new TreeMap<String, String>();
    for (var each : file.policies()) {
      places.put(Given.policy(each.policy().name()), file.at(each.line()));
    }
    for (var organisation : file.organisations()) {
      places.put(organisation.id(), file.at(organisation.line()));
      organisation.projects().forEach(each -> places.put(each.id(), file.at(each.line())));
    }
    file.tierLines().forEach((name, line) -> places.put("tier " + name, file.at(line)));
    return places;
  }

  private void applied(SpillwayFile before, SpillwayFile file) {
    pending = null;
    inForce = file;
    var places = places(file);
    status =
        new FileStatus(
            State.APPLIED,
            file.name(),
            file.sha256(),
            clock.instant(),
            places.entrySet().stream()
                .map(each -> "%s (%s)".formatted(each.getKey(), each.getValue()))
                .toList(),
            List.of());
    count("applied");
    var released = new TreeMap<>(places(before));
    released.keySet().removeAll(places.keySet());
    LOG.infof("%s is in force", file.name());
    if (!released.isEmpty()) {
      LOG.infof(
          "%s gives no longer, and leaves as it is: %s",
          file.name(), String.join(", ", released.keySet()));
    }
  }

  private Uni<Void> refuse(List<Problem> problems) {
    pending = null;
    var lines = problems.stream().map(Problem::toString).toList();
    status = status.but(State.REFUSED, lines);
    count("refused");
    LOG.errorf(
        "The file is not applied, what was in force stays so:%n%s", String.join("\n", lines));
    return Uni.createFrom().voidItem();
  }

  /**
   * Routers that a policy goes by are not there. To a running gateway that is a mistake like any
   * other; one that starts may be the one by which they are to be brought, so it waits for them.
   */
  private Uni<Void> without(SpillwayFile file, List<Problem> problems) {
    if (status.appliedAt() != null) {
      return refuse(problems);
    }
    var lines = problems.stream().map(Problem::toString).toList();
    if (pending == null) {
      count("failed");
      LOG.errorf(
          "Policies and tenants of %s wait until this is so:%n%s",
          file.name(), String.join("\n", lines));
    }
    pending = file;
    status = status.but(State.PENDING, lines);
    return Uni.createFrom().voidItem();
  }

  /** A store is away, as a rule; told once for each content, and tried again at the next look. */
  private Uni<Void> failed(SpillwayFile file, Throwable failure) {
    var why = SpillwayException.kindOf(failure).message();
    if (pending == null) {
      count("failed");
      LOG.errorf(failure, "%s cannot be applied as a whole yet: %s", file.name(), why);
    }
    pending = file;
    status = status.but(State.PENDING, List.of(why));
    return Uni.createFrom().voidItem();
  }

  private void count(String outcome) {
    meters.counter("spillway.config.reloads", "outcome", outcome).increment();
  }
}
