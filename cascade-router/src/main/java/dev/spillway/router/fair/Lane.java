package dev.spillway.router.fair;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All who wait with one priority, by tenant. */
final class Lane<T> {
  private final Priority priority;
  private final int mostTenants;

  /** In the order of who came first. */
  private final Map<String, Tenant<T>> tenants = new LinkedHashMap<>();

  /** The counter at which somebody was served last. */
  private double floor;

  private int size;
  private long turns;

  /** How often another lane was served since this one was, while somebody waited here. */
  private int passed;

  Lane(Priority priority, int mostTenants) {
    this.priority = priority;
    this.mostTenants = mostTenants;
  }

  Priority priority() {
    return priority;
  }

  int size() {
    return size;
  }

  int tenants() {
    return tenants.size();
  }

  int passed() {
    return passed;
  }

  void passOver() {
    if (size > 0) {
      passed++;
    }
  }

  Waiter<T> join(Work work, T who) {
    var tenant = tenants.get(work.tenant());
    if (tenant == null) {
      if (tenants.size() >= mostTenants) {
        tenants.values().removeIf(Tenant::isIdle);
      }
      tenant = new Tenant<>();
      tenants.put(work.tenant(), tenant);
    }
    if (tenant.isIdle()) {
      tenant.lift(level());
    }
    var waiter = new Waiter<>(who, work, this, tenant);
    waiter.enter();
    size++;
    return waiter;
  }

  boolean leave(Waiter<T> waiter) {
    if (!waiter.leave()) {
      return false;
    }
    size--;
    if (size == 0) {
      passed = 0;
    }
    return true;
  }

  void serve(Waiter<T> waiter) {
    leave(waiter);
    passed = 0;
    floor = waiter.tenantCounter();
    waiter.serve(++turns);
  }

  /** The next one whom this admits. */
  Optional<Waiter<T>> first(Predicate<? super T> admits) {
    var least = least();
    if (least == null) {
      return Optional.empty();
    }
    var first = least.first(admits);
    return first.isPresent() ? first : others(admits);
  }

  private Optional<Waiter<T>> others(Predicate<? super T> admits) {
    List<Tenant<T>> waiting = new ArrayList<>(tenants.values());
    waiting.sort((one, other) -> one.isBefore(other) ? -1 : other.isBefore(one) ? 1 : 0);
    for (var tenant : waiting) {
      var found = tenant.first(admits);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  void forEach(Consumer<? super Waiter<T>> each) {
    tenants.values().forEach(tenant -> tenant.forEach(each));
  }

  double seconds() {
    double sum = 0;
    for (var tenant : tenants.values()) {
      sum += tenant.seconds();
    }
    return sum;
  }

  /** Of those who wait here, how long those are who come before a newcomer. */
  double secondsBefore(Work newcomer) {
    var own = tenants.get(newcomer.tenant());
    double begin = own == null ? level() : own.counterAfter(newcomer.weight());
    if (own != null && own.isIdle()) {
      begin = Math.max(begin, level());
    }
    double sum = 0;
    for (var tenant : tenants.values()) {
      sum += tenant.equals(own) ? tenant.seconds() : tenant.secondsBefore(begin);
    }
    return sum;
  }

  /** Where the counters of those who wait begin. */
  private double level() {
    var least = least();
    return least == null ? floor : least.counter();
  }

  private @Nullable Tenant<T> least() {
    Tenant<T> least = null;
    for (var tenant : tenants.values()) {
      if (!tenant.isIdle() && (least == null || tenant.isBefore(least))) {
        least = tenant;
      }
    }
    return least;
  }
}
