package dev.spillway.gateway.tenancy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/*
 * What was read of a key is kept, least recently used first to go, and is good for as long as these
 * two hold: it is younger than Ages.fresh, and no change was announced since the reading began (the
 * generation). A key is read by one call at a time, on which all wait who ask for it meanwhile;
 * except while the database is known to be away, when nobody waits who can be served from what is
 * kept. Nobody waits for a reading that began before a change. A key that is not there is not kept: there are more wrong ids than memory.
 *
 * A secret that does not fit what is kept may be one that was made a moment ago, by a rotation that
 * no notice told of. So it is looked up again, if the last reading is older than MISFIT.
 */

/**
 * Who has which key. A change is in force here when the call that made it is answered; elsewhere by
 * notice, within a second, and with Redis gone when what is kept is not fresh any more. With the
 * database gone keys that were read go on for as long as {@link Ages#stale} says, and others are
 * refused with {@link ErrorKind.StoreUnavailable}: that a key is not known does not mean then that
 * it is not valid.
 */
public final class Keys {

  /** What is said of a key that opens nothing. */
  public static final ErrorKind NOT_THERE =
      new ErrorKind.Unauthorized("this key does not exist, is revoked or has expired");

  private static final Duration MISFIT = Duration.ofSeconds(1);

  /** Readings at the same time; keys that nobody has must not use up the database. */
  private static final int MAX_READINGS = 1_000;

  private final TenantStore store;
  private final BooleanSupplier databaseAway;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Ages ages;
  private final Map<String, Known> kept;
  private final Map<String, Reading> readings = new HashMap<>();
  private volatile Runnable announce = () -> {};
  private volatile Access withoutKey = Access.UNREAD;
  private long generation;

  /**
   * @param fresh what was read so long ago is not read again, unless a change was announced
   * @param stale what was read so long ago is used while the database is away
   */
  record Ages(Duration fresh, Duration stale) {}

  private record Known(KeyChain chain, Access access, long readAt, long generation) {}

  private record Reading(Uni<Optional<KeyChain>> result, long generation) {}

  /**
   * @param databaseAway whether it is known that it does not answer
   * @param most keys that are kept
   */
  Keys(
      TenantStore store,
      BooleanSupplier databaseAway,
      Clock clock,
      LongSupplier nanoTime,
      Ages ages,
      int most) {
    this.store = store;
    this.databaseAway = databaseAway;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.ages = ages;
    kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > most;
          }
        };
  }

  /** What tells the other gateways of a change; must not wait. */
  void announcedBy(Runnable announcement) {
    announce = announcement;
  }

  /** How many are kept. */
  synchronized int size() {
    return kept.size();
  }

  /**
   * What the owner of this key may, where nothing has to be read to know it.
   *
   * @return empty also of what is no key: only {@link #find} refuses
   */
  public Optional<Access> known(KeySecret secret) {
    var kept = kept(secret.keyId(), ages.fresh());
    return kept != null && kept.generation() == generation() && fits(kept.chain(), secret)
        ? Optional.of(kept.access())
        : Optional.empty();
  }

  /**
   * What the owner of this key may.
   *
   * @return fails with {@link ErrorKind.Unauthorized} or {@link ErrorKind.StoreUnavailable}; on any
   *     thread
   */
  public Uni<Access> find(KeySecret secret) {
    return Uni.createFrom()
        .deferred(
            () ->
                look(secret.keyId(), ages.fresh())
                    .chain(
                        found ->
                            found.filter(chain -> fits(chain, secret)).isPresent()
                                ? Uni.createFrom().item(found)
                                : look(secret.keyId(), MISFIT)))
        .map(
            found ->
                found
                    .filter(chain -> fits(chain, secret))
                    .map(KeyChain::access)
                    .orElseThrow(() -> new SpillwayException(NOT_THERE)));
  }

  /** What may be asked without a key of one's own, where that is allowed. */
  public Access withoutKey() {
    return withoutKey;
  }

  /** Somebody changed something here: in force from now on, and announced. */
  void changed() {
    heard();
    announce.run();
  }

  /** Somebody changed something, or may have done so unheard. */
  void heard() {
    synchronized (this) {
      generation++;
    }
    readWithoutKey().subscribe().with(done -> {}, failure -> {});
  }

  /** Reads the default project. Stays as it was where that fails. */
  Uni<Void> readWithoutKey() {
    return store
        .find(TenantTable.PROJECTS, Project.DEFAULT)
        .chain(
            project ->
                store
                    .find(TenantTable.ORGANISATIONS, Organisation.DEFAULT)
                    .invoke(
                        organisation ->
                            withoutKey =
                                Access.of(
                                    Access.NO_KEY,
                                    null,
                                    Limits.NONE,
                                    project.orElseThrow(),
                                    organisation.orElseThrow())))
        .replaceWithVoid();
  }

  private boolean fits(KeyChain chain, KeySecret secret) {
    return chain.key().opens(secret, clock.instant());
  }

  private Uni<Optional<KeyChain>> look(String id, Duration age) {
    var usable = kept(id, ages.stale());
    if (usable == null) {
      return read(id);
    }
    if (usable.generation() == generation() && within(usable, age)) {
      return Uni.createFrom().item(Optional.of(usable.chain()));
    }
    if (databaseAway.getAsBoolean()) {
      read(id).subscribe().with(done -> {}, failure -> {});
      return Uni.createFrom().item(Optional.of(usable.chain()));
    }
    return read(id).onFailure(Keys::isOutage).recoverWithItem(Optional.of(usable.chain()));
  }

  private synchronized Uni<Optional<KeyChain>> read(String id) {
    var reading = readings.get(id);
    if (reading != null && reading.generation() == generation) {
      return reading.result();
    }
    if (readings.size() >= MAX_READINGS) {
      return Uni.createFrom()
          .failure(
              new SpillwayException(
                  new ErrorKind.StoreUnavailable("too many keys are being looked up; try again")));
    }
    var began = generation;
    var result =
        store
            .keyChain(id)
            .invoke(found -> learn(id, found, began))
            .onTermination()
            .invoke(() -> ended(id, began))
            .memoize()
            .indefinitely();
    readings.put(id, new Reading(result, began));
    return result;
  }

  private synchronized void learn(String id, Optional<KeyChain> found, long began) {
    if (isLatest(id, began)) {
      found.ifPresentOrElse(
          chain -> kept.put(id, new Known(chain, chain.access(), nanoTime.getAsLong(), began)),
          () -> kept.remove(id));
    }
  }

  private synchronized void ended(String id, long began) {
    if (isLatest(id, began)) {
      readings.remove(id);
    }
  }

  private boolean isLatest(String id, long began) {
    var reading = readings.get(id);
    return reading != null && reading.generation() == began;
  }

  private synchronized @Nullable Known kept(String id, Duration age) {
    var entry = kept.get(id);
    return entry != null && within(entry, age) ? entry : null;
  }

  private synchronized long generation() {
    return generation;
  }

  private boolean within(Known entry, Duration age) {
    return nanoTime.getAsLong() - entry.readAt() < age.toNanos();
  }

  private static boolean isOutage(Throwable failure) {
    return SpillwayException.kindOf(failure) instanceof ErrorKind.StoreUnavailable;
  }
}
