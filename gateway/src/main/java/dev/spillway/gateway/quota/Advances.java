package dev.spillway.gateway.quota;

import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.router.Money;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are asked so often that parts of their limits are held in advance: {@link #OFTEN}
 * requests between two turns. A key whose limits do not allow an advance is left alone for {@link
 * #REST}. Limits of requests at the same time are of this moment, so where there is one nothing is
 * held in advance.
 */
final class Advances {
  /** Between two turns. */
  static final Duration TURN = Duration.ofMillis(100);

  /** Requests in a turn. */
  static final int OFTEN = 4;

  private static final Duration REST = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private final int most;
  private final BiFunction<Claim, Portion, Advance> begin;
  private final Map<Who, Lane> lanes = new ConcurrentHashMap<>();

  /** Until each is over. */
  private final Set<Advance> all = ConcurrentHashMap.newKeySet();

  /** A changed limit is another scope. */
  private record Who(List<Scope> scopes, LocalDate day) {
    static Who of(Claim claim) {
      return new Who(claim.scopes(), claim.day());
    }
  }

  /** Of one key. */
  private static final class Lane {
    final AtomicInteger asked = new AtomicInteger();
    volatile @Nullable Advance advance;
    volatile long restUntil;

    Lane(long now) {
      restUntil = now;
    }
  }

  /**
   * @param most keys that are watched
   * @param begin makes an advance for claims like this one, for so much in a turn
   */
  Advances(LongSupplier nanoTime, int most, BiFunction<Claim, Portion, Advance> begin) {
    this.nanoTime = nanoTime;
    this.most = most;
    this.begin = begin;
  }

  /**
   * Who holds what the request wants, and how its scopes stand then; else Redis has to be asked.
   */
  record Taken(Advance from, List<Standing> standings) {}

  Optional<Taken> take(Claim claim) {
    var lane = lanes.get(Who.of(claim));
    var advance = lane == null ? null : lane.advance;
    if (advance == null) {
      return Optional.empty();
    }
    var taken = advance.take(claim).map(standings -> new Taken(advance, standings));
    advance.fill();
    return taken;
  }

  /** Redis was asked for a request, and granted it. */
  void asked(Claim claim) {
    var who = Who.of(claim);
    var lane = lanes.get(who);
    if (lane == null) {
      if (lanes.size() >= most || !isFitting(claim)) {
        return;
      }
      lane = lanes.computeIfAbsent(who, _ -> new Lane(nanoTime.getAsLong()));
    }
    if (lane.asked.incrementAndGet() == OFTEN
        && lane.advance == null
        && nanoTime.getAsLong() - lane.restUntil >= 0) {
      var advance = begin.apply(claim, Portion.of(claim).times(2L * OFTEN));
      lane.advance = advance;
      all.add(advance);
      advance.turn();
    }
  }

  private static boolean isFitting(Claim claim) {
    return claim.scopes().stream().allMatch(scope -> scope.limits().concurrency() == null);
  }

  /** To be called every {@link #TURN}. */
  void turn() {
    all.forEach(Advance::turn);
    all.removeIf(Advance::isOver);
    lanes.values().removeIf(this::isIdle);
  }

  private boolean isIdle(Lane lane) {
    var advance = lane.advance;
    if (advance != null && !advance.isGiving()) {
      lane.advance = null;
      if (advance.isRefused()) {
        lane.restUntil = nanoTime.getAsLong() + REST.toNanos();
      }
    }
    return lane.asked.getAndSet(0) == 0
        && lane.advance == null
        && nanoTime.getAsLong() - lane.restUntil >= 0;
  }

  /** Tells Redis what it does not know, and gives back what no request holds. */
  void close() {
    all.forEach(Advance::close);
    turn();
  }

  /** Requests under way that hold a part of one. */
  int open() {
    return all.stream().mapToInt(Advance::open).sum();
  }

  int count() {
    return all.size();
  }

  /** Money in them that no request holds. */
  Money free() {
    return all.stream().map(each -> each.free().amount()).reduce(Money.ZERO, Money::plus);
  }
}
