package dev.spillway.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.router.Money;
import dev.spillway.router.fair.Priority;
import java.math.BigDecimal;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The object {@code limits} of a body. A field that is absent keeps its value. */
final class LimitsBody {
  private static final Set<String> FIELDS =
      Set.of(
          "requests_per_minute",
          "tokens_per_minute",
          "concurrency",
          "usd_per_day",
          "usd_per_month",
          "priority");

  private static final Set<String> OF_PROJECTS =
      Stream.concat(FIELDS.stream(), Stream.of("weight")).collect(Collectors.toUnmodifiableSet());

  private static final int MAX_WEIGHT = 1_000;

  private static final int MAX_COUNT = 1_000_000_000;

  /** What {@link Money} holds, less room for what is under way. */
  private static final BigDecimal MAX_USD = BigDecimal.valueOf(4_000_000);

  private LimitsBody() {}

  /**
   * @param ofProject only a project has a weight
   */
  static Limits read(JsonNode node, Limits before, boolean ofProject) {
    if (!node.isObject()) {
      throw TenantBody.invalid("limits", "must be an object");
    }
    TenantBody.onlyKnown(node, "limits.", ofProject ? OF_PROJECTS : FIELDS);
    return new Limits(
        count(node, "requests_per_minute", before.requestsPerMinute()),
        count(node, "tokens_per_minute", before.tokensPerMinute()),
        count(node, "concurrency", before.concurrency()),
        usd(node, "usd_per_day", before.usdPerDay()),
        usd(node, "usd_per_month", before.usdPerMonth()),
        weight(node.get("weight"), before.weight()),
        priority(node.get("priority"), before.priority()));
  }

  private static @Nullable Integer weight(@Nullable JsonNode node, @Nullable Integer before) {
    if (node == null || node.isNull()) {
      return node == null ? before : null;
    }
    if (!node.isInt() || node.intValue() < 1 || node.intValue() > MAX_WEIGHT) {
      throw TenantBody.invalid(
          "limits.weight", "must be a whole number from 1 to %d".formatted(MAX_WEIGHT));
    }
    return node.intValue();
  }

  private static @Nullable String priority(@Nullable JsonNode node, @Nullable String before) {
    if (node == null || node.isNull()) {
      return node == null ? before : null;
    }
    if (!node.isTextual() || Priority.named(node.textValue()).isEmpty()) {
      throw TenantBody.invalid("limits.priority", "must be high, normal or low");
    }
    return node.textValue();
  }

  private static @Nullable Integer count(JsonNode limits, String name, @Nullable Integer before) {
    var node = limits.get(name);
    if (node == null || node.isNull()) {
      return node == null ? before : null;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < 0
        || node.intValue() > MAX_COUNT) {
      throw TenantBody.invalid(
          "limits." + name, "must be a whole number from 0 to %d".formatted(MAX_COUNT));
    }
    return node.intValue();
  }

  /** A number or a decimal in a string; never a binary fraction. */
  private static @Nullable BigDecimal usd(
      JsonNode limits, String name, @Nullable BigDecimal before) {
    var node = limits.get(name);
    if (node == null || node.isNull()) {
      return node == null ? before : null;
    }
    try {
      if (node.isNumber() || (node.isTextual() && node.textValue().length() <= 32)) {
        var usd = node.isNumber() ? node.decimalValue() : new BigDecimal(node.textValue());
        if (usd.signum() >= 0 && usd.compareTo(MAX_USD) <= 0) {
          return Money.ofUsd(usd).usd();
        }
      }
    } catch (NumberFormatException | ArithmeticException e) {
      // said below, as for an amount out of range
    }
    throw TenantBody.invalid(
        "limits." + name,
        "must be an amount of dollars from 0 to %s with at most 12 decimals"
            .formatted(MAX_USD.toPlainString()));
  }
}
