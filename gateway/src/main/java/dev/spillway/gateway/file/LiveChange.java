package dev.spillway.gateway.file;

import dev.spillway.gateway.config.EmbeddingTiers;
import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.policy.Policies;
import dev.spillway.gateway.policy.VersionedPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of a file cannot change under a running gateway: settings, which are read when things are
 * made; whether the file gives tiers at all; who serves a tier; and tiers that policies ask which
 * the file knows nothing of.
 */
record LiveChange(EmbeddingTiers embedding, Policies policies) {
  private static final String RESTART = "changes only at start: restart to apply";

  /** Why a file cannot take the place of the one before, without a restart; none if it can. */
  List<Problem> refusals(SpillwayFile before, SpillwayFile file) {
    var wrong = new ArrayList<Problem>();
    var settings = new TreeMap<>(before.settings());
    settings.putAll(file.settings());
    for (var name : settings.keySet()) {
      if (!String.valueOf(before.settings().get(name)).equals(file.settings().get(name))) {
        wrong.add(file.problem(1, "settings", name + " " + RESTART));
      }
    }
    if (before.tiers().isEmpty() != file.tiers().isEmpty()) {
      wrong.add(file.problem(1, "tiers", "whether the file gives tiers " + RESTART));
      return wrong;
    }
    before.tiers().keySet().stream()
        .filter(name -> !file.tiers().containsKey(name))
        .forEach(name -> wrong.addAll(stillAsked(name, file)));
    file.tiers()
        .forEach((name, tier) -> startOnly(before.tiers().get(name), name, tier, file, wrong));
    return wrong;
  }

  private void startOnly(
      @Nullable TierConfig was,
      String name,
      TierConfig tier,
      SpillwayFile file,
      List<Problem> wrong) {
    int line = file.tierLines().getOrDefault(name, 1);
    if (was == null && embedding.find(name).isPresent()) {
      wrong.add(file.problem(line, "tiers." + name, "there is a tier of this name that embeds"));
    } else if (was != null && was.upstream().isPresent() != tier.upstream().isPresent()) {
      wrong.add(
          file.problem(line, "tiers." + name, "who serves it, workers or an engine, " + RESTART));
    }
  }

  /** Policies that the file does not give, and that would lose a tier. */
  private List<Problem> stillAsked(String tier, SpillwayFile file) {
    var stated =
        file.policies().stream().map(each -> each.policy().name()).collect(Collectors.toSet());
    return policies.all().stream()
        .map(VersionedPolicy::policy)
        .filter(policy -> !stated.contains(policy.name()) && policy.asks(tier))
        .map(
            policy ->
                file.problem(
                    1,
                    "tiers." + tier,
                    "is taken away, but policy '%s' asks it".formatted(policy.name())))
        .toList();
  }
}
