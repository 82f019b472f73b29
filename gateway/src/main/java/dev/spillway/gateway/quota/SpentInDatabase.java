package dev.spillway.gateway.quota;

import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.gateway.usage.UsageQueue;
import dev.spillway.gateway.usage.UsageStore;
import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the database says, after what waits here is written. What other gateways settled within the
 * interval of their writes may be missing.
 */
record SpentInDatabase(UsageQueue queue, UsageStore usage) implements Spent {

  @Override
  public Uni<Map<String, Amounts>> until(LocalDate day, List<Scope> scopes) {
    return queue
        .flush()
        .chain(() -> usage.spent(day, scopes))
        .map(
            spent ->
                spent.stream()
                    .collect(
                        Collectors.toMap(
                            UsageStore.Spent::scope,
                            each -> new Amounts(each.day(), each.month()))));
  }
}
