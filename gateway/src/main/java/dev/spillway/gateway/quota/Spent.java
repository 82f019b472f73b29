package dev.spillway.gateway.quota;

import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.router.Money;
import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** What scopes have spent according to what is kept for ever. */
interface Spent {

  /**
   * @param month from its first day to the given one
   */
  record Amounts(Money day, Money month) {}

  /** By id of the scope, up to and on the day. */
  Uni<Map<String, Amounts>> until(LocalDate day, List<Scope> scopes);
}
