package dev.spillway.router.fair;

/** One who waits in a {@link FairLine}, or was served from it. */
public final class Waiter<T> {
  private final T who;
  private final Work work;
  private final Lane<T> lane;
  private final Tenant<T> tenant;

  /** What its tenant was charged; nothing while it waits. */
  private double charged;

  Waiter(T who, Work work, Lane<T> lane, Tenant<T> tenant) {
    this.who = who;
    this.work = work;
    this.lane = lane;
    this.tenant = tenant;
  }

  public T who() {
    return who;
  }

  public Work work() {
    return work;
  }

  Lane<T> lane() {
    return lane;
  }

  boolean enter() {
    return tenant.add(this);
  }

  boolean leave() {
    return tenant.remove(this);
  }

  double tenantCounter() {
    return tenant.counter();
  }

  /** It is charged what was predicted of it. */
  void serve(long turn) {
    tenant.served(turn);
    charge(work.tokens());
  }

  /** From now on it has used so much, and not what was thought before. */
  void charge(double tokens) {
    tenant.charge((tokens - charged) / work.weight());
    charged = tokens;
  }
}
