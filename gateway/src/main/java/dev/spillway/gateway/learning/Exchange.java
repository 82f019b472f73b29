package dev.spillway.gateway.learning;

import dev.spillway.contracts.error.ErrorKind.StoreUnavailable;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.policy.Coalesced;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * What gateways tell each other of the policies that they serve: whether promises are kept ({@link
 * DriftWatch}), and how candidates compare ({@link CandidateWatch}).
 *
 * <p>The database has what all know. A gateway adds to it what it saw ({@link #tell}), while it
 * sees something, and reads what others added ({@link #look}) now and then, and at once when one
 * says that a promise was broken, or is kept again. So an alarm, and what serves instead, holds at
 * every gateway within the interval of telling and the time of a notice, and at one that starts
 * before long.
 *
 * <p>With Redis away notices are not heard, and looking now and then takes a few seconds longer.
 * With the database away each gateway goes on with what all knew the last time and what it sees
 * itself, and tells later what it saw; where it is not known whether something was added, it is
 * added again and counts twice. No request waits for any of this or fails with it.
 */
public final class Exchange {
  private static final Logger LOG = Logger.getLogger(Exchange.class);

  private final DriftWatch drift;
  private final DriftStore promises;
  private final CandidateWatch candidates;
  private final OneAtATime comparing;
  private final Coalesced telling = new Coalesced(this::tell);
  private final Coalesced looking = new Coalesced(this::look);
  private volatile Runnable announce = () -> {};
  private volatile boolean failing;

  Exchange(
      DriftWatch drift,
      DriftStore promises,
      CandidateWatch candidates,
      CandidateStore comparisons,
      MeterRegistry registry) {
    this.drift = drift;
    this.promises = promises;
    this.candidates = candidates;
    comparing = new OneAtATime(() -> candidates.share(comparisons));
    Gauge.builder(
            "spillway.drift.untold",
            () -> drift.watched().values().stream().mapToInt(Watched::untold).sum())
        .description("What this gateway saw of promises and has not told the others yet")
        .register(registry);
  }

  /**
   * @param publish says to all gateways that they should look; must not wait and must not fail
   */
  void announcedBy(Runnable publish) {
    announce = publish;
  }

  /** Tells soon what was seen since. */
  void askToTell() {
    telling.ask();
  }

  /** Looks soon what others told. */
  void askToLook() {
    looking.ask();
  }

  /**
   * Tells and looks now.
   *
   * @return whether what is known here is what all gateways know; not so while the database is away
   */
  public Uni<Boolean> now() {
    return attempt(told().chain(this::looked));
  }

  /** Tells what was seen here. Never fails. */
  Uni<Boolean> tell() {
    return attempt(told());
  }

  private Uni<Boolean> look() {
    return attempt(looked());
  }

  private Uni<Void> told() {
    return Multi.createFrom()
        .iterable(drift.watched().entrySet())
        .onItem()
        .transformToUniAndConcatenate(this::told)
        .collect()
        .last()
        .chain(done -> candidates.hasCounted() ? comparing.ask() : Uni.createFrom().voidItem());
  }

  private Uni<Void> told(Map.Entry<String, Watched> entry) {
    var policy = entry.getKey();
    var watched = entry.getValue();
    var seen = watched.tell();
    if (seen.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return promises
        .add(policy, watched.version(), watched.promise(), seen)
        .onFailure()
        .invoke(watched::untellable)
        .onCancellation()
        .invoke(watched::untellable)
        .invoke(
            added ->
                added.ifPresentOrElse(
                    now -> {
                      drift.told(policy, watched, now.known());
                      if (now.alarm()) {
                        announce.run();
                      }
                    },
                    watched::superseded))
        .replaceWithVoid();
  }

  private Uni<Void> looked() {
    return promises
        .all()
        .invoke((List<DriftStore.Known> all) -> all.forEach(drift::heard))
        .chain(all -> comparing.ask());
  }

  /** An outage is told by others; anything else is a defect, told when it begins. */
  private Uni<Boolean> attempt(Uni<Void> work) {
    return work.invoke(() -> failing = false)
        .replaceWith(true)
        .onFailure()
        .invoke(
            failure -> {
              if (!(SpillwayException.kindOf(failure) instanceof StoreUnavailable) && !failing) {
                failing = true;
                LOG.error("What is known of policies cannot be shared", failure);
              }
            })
        .onFailure()
        .recoverWithItem(false);
  }
}
