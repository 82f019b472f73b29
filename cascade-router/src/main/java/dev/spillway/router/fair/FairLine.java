package dev.spillway.router.fair;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Those who wait for a tier that is full, and whose turn it is.
 *
 * <p><b>Classes.</b> A higher {@link Priority} is served before a lower one. A lower class that was
 * passed over {@code spared} times gets the next turn nevertheless, so the lowest gets at least one
 * turn in {@code spared + 2} for as long as somebody waits in it. It is a reserved share rather
 * than ageing: under a load that lasts, everybody would have aged, and there would be no classes
 * any more.
 *
 * <p><b>Tenants.</b> Within a class tenants are served by the Virtual Token Counter of Sheng et al.
 * (Fairness in Serving Large Language Models, OSDI 2024, section 4): the one that was given least
 * service by its weight comes next, and among equals the one that was served longest ago. As in the
 * paper's variant with predicted lengths, a request is charged what is predicted of it when its
 * turn comes, and {@link #settle} corrects that when the truth is known. A tenant that comes back
 * is lifted to the least of those who wait, so nobody saves credit while idle. What follows, for
 * two tenants that both have requests waiting: the service that each is charged by its weight
 * differs by at most one request of each, and by what the corrections of requests under way come
 * to. Who is served while nobody waits is not charged: what nobody else wants is free.
 *
 * <p><b>Work.</b> Whoever can be served is: {@link #first} finds somebody whenever anybody whom it
 * may take waits. At most {@code most} wait; {@code 2 * most} tenants are remembered in each class,
 * and if there are more those are forgotten, with what they owe, who do not wait.
 *
 * <p>There is neither a clock nor chance in it: the same calls give the same order. Not safe for
 * use by several threads.
 */
public final class FairLine<T> {
  private final int most;
  private final int spared;

  /** The highest first. */
  private final Map<Priority, Lane<T>> lanes = new EnumMap<>(Priority.class);

  /**
   * @param most that may wait
   * @param spared turns after which a class that was passed over gets one
   */
  public FairLine(int most, int spared) {
    this.most = most;
    this.spared = spared;
    for (var priority : Priority.values()) {
      lanes.put(priority, new Lane<>(priority, 2 * most));
    }
  }

  public int size() {
    int size = 0;
    for (var lane : lanes.values()) {
      size += lane.size();
    }
    return size;
  }

  public int size(Priority priority) {
    return lane(priority).size();
  }

  public boolean isFull() {
    return size() >= most;
  }

  /**
   * @throws IllegalStateException if it is full
   */
  public Waiter<T> join(Work work, T who) {
    if (isFull()) {
      throw new IllegalStateException("the line is full");
    }
    return lane(work.priority()).join(work, who);
  }

  /** Whose turn it is among those whom this admits. */
  public Optional<Waiter<T>> first(Predicate<? super T> admits) {
    var overdue = overdue();
    var found = overdue.flatMap(lane -> lane.first(admits));
    if (found.isPresent()) {
      return found;
    }
    for (var lane : lanes.values()) {
      found = lane.first(admits);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Lane<T>> overdue() {
    Lane<T> overdue = null;
    for (var lane : lanes.values()) {
      if (lane.passed() >= spared && (overdue == null || lane.passed() > overdue.passed())) {
        overdue = lane;
      }
    }
    return Optional.ofNullable(overdue);
  }

  /** All who wait, in no order that means anything. */
  public void forEach(Consumer<? super Waiter<T>> each) {
    lanes.values().forEach(lane -> lane.forEach(each));
  }

  /** It is served now: it waits no longer, and its tenant is charged what was predicted. */
  public void serve(Waiter<T> waiter) {
    waiter.lane().serve(waiter);
    for (var lane : lanes.values()) {
      if (lane.priority() != Priority.HIGH && !lane.equals(waiter.lane())) {
        lane.passOver();
      }
    }
  }

  /** It waits no longer, unserved; false if it did not wait. */
  public boolean leave(Waiter<T> waiter) {
    return waiter.lane().leave(waiter);
  }

  /** What one who was served has really used. */
  public void settle(Waiter<T> served, double tokens) {
    served.charge(tokens);
  }

  /**
   * How long the work takes together, at one place, that would be served before a newcomer if
   * nobody else came after it.
   */
  public double secondsBefore(Work newcomer) {
    double sum = lane(newcomer.priority()).secondsBefore(newcomer);
    for (var lane : lanes.values()) {
      if (lane.priority().compareTo(newcomer.priority()) < 0) {
        sum += lane.seconds();
      }
    }
    return sum;
  }

  /** That are remembered, in all classes. */
  int tenants() {
    int tenants = 0;
    for (var lane : lanes.values()) {
      tenants += lane.tenants();
    }
    return tenants;
  }

  private Lane<T> lane(Priority priority) {
    return requireNonNull(lanes.get(priority));
  }
}
