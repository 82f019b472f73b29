package dev.spillway.gateway.response;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.cascade.Purse;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import java.util.Optional;
import java.util.function.Consumer;

/** Covers everything, and takes down what was paid. */
public final class CountedPurse implements Purse {
  public int paid;
  public boolean closed;

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
    if (closed) {
      throw new AssertionError("it was closed");
    }
    paid++;
  }

  @Override
  public void close() {
    closed = true;
  }
}
