package dev.spillway.gateway.quota;

import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.router.Money;
import java.time.LocalDate;
import java.util.List;

/**
 * What a request wants to hold of the limits of its scopes.
 *
 * @param id of the request; names the reservation
 * @param scopes those that have limits
 * @param tokens to be read and written, as predicted
 * @param amount to be spent at most
 * @param day to which it counts, also if it ends on the next
 */
record Claim(
    String id, String organisation, List<Scope> scopes, long tokens, Money amount, LocalDate day) {
  Claim {
    scopes = List.copyOf(scopes);
  }

  /** The same reservation with another amount in all. */
  Claim with(Money total) {
    return new Claim(id, organisation, scopes, tokens, total, day);
  }

  /** Whether there is a budget. */
  boolean costs() {
    return scopes.stream()
        .anyMatch(
            scope -> scope.limits().usdPerDay() != null || scope.limits().usdPerMonth() != null);
  }
}
