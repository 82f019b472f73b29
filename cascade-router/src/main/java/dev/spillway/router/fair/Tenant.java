package dev.spillway.router.fair;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One tenant's requests in a lane, in their order, and what it was given. */
final class Tenant<T> {
  private final Set<Waiter<T>> waiting = new LinkedHashSet<>();

  /** Service by the tenant's weight: the virtual counter. */
  private double counter;

  /** The lane's turn in which it was served last. */
  private long served;

  private double tokens;
  private double seconds;

  boolean isIdle() {
    return waiting.isEmpty();
  }

  double counter() {
    return counter;
  }

  /** Of those who wait. */
  double seconds() {
    return seconds;
  }

  boolean add(Waiter<T> waiter) {
    tokens += waiter.work().tokens();
    seconds += waiter.work().seconds();
    return waiting.add(waiter);
  }

  boolean remove(Waiter<T> waiter) {
    if (!waiting.remove(waiter)) {
      return false;
    }
    // What is left of sums of fractions would add up.
    tokens = waiting.isEmpty() ? 0 : tokens - waiter.work().tokens();
    seconds = waiting.isEmpty() ? 0 : seconds - waiter.work().seconds();
    return true;
  }

  void lift(double level) {
    counter = Math.max(counter, level);
  }

  void served(long turn) {
    served = turn;
  }

  /** Whether it comes before another: it was given less, or as much and longer ago. */
  boolean isBefore(Tenant<T> other) {
    return counter < other.counter || (counter == other.counter && served < other.served);
  }

  void charge(double more) {
    counter += more;
  }

  void forEach(Consumer<? super Waiter<T>> each) {
    waiting.forEach(each);
  }

  Optional<Waiter<T>> first(Predicate<? super T> admits) {
    for (var waiter : waiting) {
      if (admits.test(waiter.who())) {
        return Optional.of(waiter);
      }
    }
    return Optional.empty();
  }

  /** Where the counter will be when all who wait now were served. */
  double counterAfter(double weight) {
    return counter + tokens / weight;
  }

  /** Of those who wait here, how long those are who come before somebody with this counter. */
  double secondsBefore(double other) {
    if (isIdle() || counter > other) {
      return 0;
    }
    var first = waiting.iterator().next().work();
    double before = Math.max((other - counter) * first.weight(), first.tokens());
    return tokens <= before ? seconds : seconds * before / tokens;
  }
}
