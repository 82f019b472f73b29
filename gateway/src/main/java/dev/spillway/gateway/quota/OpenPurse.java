package dev.spillway.gateway.quota;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.cascade.Purse;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import java.util.Optional;
import java.util.function.Consumer;

/** Of a request that has no limits: what it used is written down, and nothing else happens. */
final class OpenPurse implements Purse {
  private final Consumer<Bill> closed;
  private final Bill bill = new Bill();
  private boolean open = true;

  OpenPurse(Consumer<Bill> closed) {
    this.closed = closed;
  }

  @Override
  public boolean covers(Money total) {
    return true;
  }

  @Override
  public long affordable(Money spent, Money each) {
    return Long.MAX_VALUE;
  }

  @Override
  public void cover(Money total, Consumer<Optional<ErrorKind>> then) {
    then.accept(Optional.empty());
  }

  @Override
  public void paid(Tier tier, Usage usage, Money amount) {
    bill.add(tier, usage, amount);
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      closed.accept(bill);
    }
  }
}
