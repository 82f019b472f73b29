package dev.spillway.gateway.file;

import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.UpstreamConfig;
import dev.spillway.gateway.policy.StoredRule;
import dev.spillway.gateway.tenancy.Limits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a file says, in a few lines for people; no secrets, and no values of settings. */
public final class Summary {
  private Summary() {}

  /** A line for each tier, policy, organisation and project. */
  public static List<String> lines(SpillwayFile file) {
    var lines = new ArrayList<String>();
    file.tiers().forEach((name, tier) -> lines.add(tier(name, tier)));
    if (file.tiers().isEmpty()) {
      lines.add("tiers       none given: those of properties, or the demo pair");
    }
    file.policies().forEach(each -> lines.add(policy(each)));
    for (var organisation : file.organisations()) {
      lines.add(
          "tenant      %s (%s)%s"
              .formatted(organisation.key(), organisation.id(), limits(organisation.limits())));
      organisation.projects().forEach(each -> lines.add(project(each)));
    }
    if (!file.settings().isEmpty()) {
      lines.add("settings    " + String.join(", ", file.settings().keySet()));
    }
    return List.copyOf(lines);
  }

  private static String tier(String name, TierConfig tier) {
    return "tier        %s: %s per million tokens, %s"
        .formatted(name, price(tier), tier.upstream().map(Summary::upstream).orElse("our workers"));
  }

  private static String price(TierConfig tier) {
    var prices = new ArrayList<String>();
    prices.add(price(tier.promptUsdPerMillion(), "in"));
    tier.cachedPromptUsdPerMillion().ifPresent(usd -> prices.add(price(usd, "cached in")));
    tier.cacheWriteUsdPerMillion().ifPresent(usd -> prices.add(price(usd, "cache writes")));
    tier.hourWriteUsdPerMillion().ifPresent(usd -> prices.add(price(usd, "hour's writes")));
    prices.add(price(tier.completionUsdPerMillion(), "out"));
    return String.join(", ", prices);
  }

  private static String price(BigDecimal usd, String what) {
    return "$%s %s".formatted(usd.toPlainString(), what);
  }

  private static String upstream(UpstreamConfig upstream) {
    return "%s at %s"
        .formatted(
            upstream.format().name().toLowerCase(Locale.ROOT),
            upstream.endpoints().stream()
                .map(each -> each.url().toString())
                .collect(Collectors.joining(", ")));
  }

  private static String policy(GivenPolicy given) {
    var policy = given.policy();
    var cascade =
        policy.tiers().map(tiers -> String.join(" > ", tiers)).orElse("the tiers of its router");
    var rule =
        switch (policy.rule()) {
          case StoredRule.Scored scored ->
              scored.thresholds().isEmpty()
                  ? scored.scorer()
                  : "%s at least %s".formatted(scored.scorer(), scored.thresholds());
          case StoredRule.Routed routed ->
              "router %s, a right answer worth $%s"
                  .formatted(routed.name(), BigDecimal.valueOf(routed.worthUsd()).toPlainString());
        };
    return "policy      %s: %s by %s".formatted(policy.name(), cascade, rule);
  }

  private static String project(GivenProject project) {
    return "  project   %s (%s), may ask %s%s"
        .formatted(
            project.key(),
            project.id(),
            project.models().map(models -> String.join(", ", models)).orElse("all"),
            limits(project.limits()));
  }

  private static String limits(Limits limits) {
    var said = new ArrayList<String>();
    if (limits.requestsPerMinute() != null) {
      said.add(limits.requestsPerMinute() + " requests a minute");
    }
    if (limits.tokensPerMinute() != null) {
      said.add(limits.tokensPerMinute() + " tokens a minute");
    }
    if (limits.concurrency() != null) {
      said.add(limits.concurrency() + " at once");
    }
    if (limits.usdPerDay() != null) {
      said.add("$%s a day".formatted(limits.usdPerDay().toPlainString()));
    }
    if (limits.usdPerMonth() != null) {
      said.add("$%s a month".formatted(limits.usdPerMonth().toPlainString()));
    }
    if (limits.weight() != null) {
      said.add("weight " + limits.weight());
    }
    if (limits.priority() != null) {
      said.add(limits.priority() + " priority");
    }
    return said.isEmpty() ? "" : ": " + String.join(", ", said);
  }
}
