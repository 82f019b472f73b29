package dev.spillway.gateway.quota;

import dev.spillway.router.Money;
import java.util.Optional;

/**
 * What became of a reservation, or of a part of it.
 *
 * @param id by which Redis knows that it had it
 * @param spent in the period of the claim's day
 * @param given what is not held any more, what was spent included; absent: nothing is
 * @param tokens that were used
 * @param reserved of a rate of tokens, which had been taken for them
 * @param requests of a rate of requests, that were taken and not made
 */
record Settlement(
    String id, Money spent, Optional<Money> given, long tokens, long reserved, long requests) {}
