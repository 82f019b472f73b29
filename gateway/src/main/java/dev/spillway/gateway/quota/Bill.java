package dev.spillway.gateway.quota;

import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** What one request used, by tier. */
final class Bill {
  private final Map<String, Item> items = new LinkedHashMap<>();

  /** What one tier did. */
  record Item(Usage usage, Money cost) {
    Item plus(Item other) {
      return new Item(usage.plus(other.usage), cost.plus(other.cost));
    }
  }

  void add(Tier tier, Usage usage, Money cost) {
    items.merge(tier.name(), new Item(usage, cost), Item::plus);
  }

  Money cost() {
    return items.values().stream().map(Item::cost).reduce(Money.ZERO, Money::plus);
  }

  long tokens() {
    return items.values().stream()
        .mapToLong(item -> (long) item.usage().promptTokens() + item.usage().completionTokens())
        .sum();
  }

  void forEach(BiConsumer<String, Item> action) {
    items.forEach(action);
  }
}
