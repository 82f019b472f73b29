package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one request may spend. All calls are made on the request's loop.
 *
 * <p>Law: money is exact. A run asks for no token that is not covered, tells what it paid, and
 * closes the purse once, whatever its end.
 */
public interface Purse {

  /** Whoever has this one may spend what he likes, and nobody counts. */
  Purse BOTTOMLESS =
      new Purse() {
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
        public void paid(Tier tier, Usage usage, Money amount) {}

        @Override
        public void close() {}
      };

  /** Whether the request may spend so much altogether, as far as was asked until now. */
  boolean covers(Money total);

  /** How many at this price are covered beyond what was spent; at least 0. */
  long affordable(Money spent, Money each);

  /**
   * Asks that so much may be spent altogether.
   *
   * @param then hears why not, or nothing; on the loop, at once or later
   */
  void cover(Money total, Consumer<Optional<ErrorKind>> then);

  /** An attempt is over and used this. */
  void paid(Tier tier, Usage usage, Money amount);

  /** The request is over. More than once is once. */
  void close();
}
