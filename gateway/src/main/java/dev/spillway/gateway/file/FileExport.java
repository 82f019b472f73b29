package dev.spillway.gateway.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.gateway.config.EndpointConfig;
import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.TierSource;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.config.UpstreamConfig;
import dev.spillway.gateway.policy.ConductJson;
import dev.spillway.gateway.policy.LivePolicies;
import dev.spillway.gateway.policy.PolicyRevision;
import dev.spillway.gateway.policy.ScoringJson;
import dev.spillway.gateway.policy.StoredRule;
import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.gateway.tenancy.Organisation;
import dev.spillway.gateway.tenancy.Project;
import dev.spillway.gateway.tenancy.Tenants;
import dev.spillway.router.Price;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What is in force, as a file that says the same: a beginning for who made all of it by the admin
 * interface. Rows keep their ids, so that the file means them and makes no others. Keys of
 * upstreams are not in it; a reference to the environment stands for each. Nor are settings, of
 * which some are secrets, too.
 */
@Singleton
public class FileExport {
  private static final int PAGE = 200;
  private static final int MOST = 1_000;

  private final FileApplier applier;
  private final TierSource source;
  private final Tiers tiers;
  private final LivePolicies policies;
  private final Tenants tenants;

  @Inject
  FileExport(
      FileApplier applier, TierSource source, Tiers tiers, LivePolicies policies, Tenants tenants) {
    this.applier = applier;
    this.source = source;
    this.tiers = tiers;
    this.policies = policies;
    this.tenants = tenants;
  }

  /** As YAML. */
  public Uni<String> write() {
    return all(Organisation::id, after -> tenants.organisations(after, PAGE))
        .chain(
            organisations ->
                all(Project::id, after -> tenants.projects(Optional.empty(), after, PAGE))
                    .map(projects -> write(organisations, projects)));
  }

  private static <T> Uni<List<T>> all(Function<T, String> id, Function<String, Uni<List<T>>> page) {
    var all = new ArrayList<T>();
    return Multi.createBy()
        .repeating()
        .uni(
            () -> all,
            ignored -> page.apply(all.isEmpty() ? "" : id.apply(all.getLast())).invoke(all::addAll))
        .whilst(rows -> rows.size() == PAGE && all.size() < MOST)
        .collect()
        .last()
        .replaceWith(() -> List.copyOf(all));
  }

  private String write(List<Organisation> organisations, List<Project> projects) {
    var yaml = new YamlWriter();
    yaml.comment("What was in force when this was written. Keys are not in it.");
    yaml.key("tiers");
    tiers(yaml);
    var revisions = policies.revisions();
    if (!revisions.isEmpty()) {
      yaml.key("policies");
      revisions.forEach(each -> policy(yaml, each));
      yaml.end();
    }
    yaml.key("tenants");
    var keys = new TreeMap<String, Boolean>();
    organisations.forEach(each -> organisation(yaml, each, projects, keys));
    yaml.end();
    var file = applier.inForce();
    if (file != null && !file.settings().isEmpty()) {
      yaml.comment("Settings are not written, as some are secrets. The file gives these:");
      file.settings().keySet().forEach(yaml::comment);
    }
    return yaml.toString();
  }

  private void tiers(YamlWriter yaml) {
    var file = applier.inForce();
    var configured = file == null || file.tiers().isEmpty() ? source.tiers() : file.tiers();
    for (var tier : tiers.all()) {
      yaml.key(tier.name());
      var config = configured.get(tier.name());
      yaml.key("price");
      price(yaml, tier.price());
      yaml.end();
      if (config != null) {
        served(yaml, tier.name(), config);
      }
      yaml.end();
    }
    yaml.end();
  }

  /** What costs as much as other tokens of prompts is not said. */
  private static void price(YamlWriter yaml, Price price) {
    yaml.number("input", million(price.perPromptToken().usd()));
    if (!price.perCachedToken().equals(price.perPromptToken())) {
      yaml.number("cached_input", million(price.perCachedToken().usd()));
    }
    if (!price.perCacheWriteToken().equals(price.perPromptToken())) {
      yaml.number("cache_write", million(price.perCacheWriteToken().usd()));
    }
    if (!price.perHourWriteToken().equals(price.perCacheWriteToken())) {
      yaml.number("hour_write", million(price.perHourWriteToken().usd()));
    }
    yaml.number("output", million(price.perCompletionToken().usd()));
  }

  private static BigDecimal million(BigDecimal usd) {
    return usd.movePointRight(6).stripTrailingZeros();
  }

  private static void served(YamlWriter yaml, String name, TierConfig tier) {
    tier.model().ifPresent(model -> yaml.text("model", model));
    tier.upstream().ifPresent(upstream -> upstream(yaml, name, upstream));
  }

  private static void upstream(YamlWriter yaml, String name, UpstreamConfig upstream) {
    yaml.key("upstream");
    yaml.text("format", upstream.format().name().toLowerCase(Locale.ROOT));
    yaml.number("context_length", BigDecimal.valueOf(upstream.contextLength()));
    yaml.plain("logprobs", Boolean.toString(upstream.logprobs()));
    yaml.text("limit_field", upstream.limitField());
    yaml.number("max_tokens", BigDecimal.valueOf(upstream.maxTokens()));
    yaml.plain("betas", Boolean.toString(upstream.betas()));
    yaml.number("retries", BigDecimal.valueOf(upstream.retries()));
    yaml.key("endpoints");
    for (int i = 0; i < upstream.endpoints().size(); i++) {
      endpoint(yaml, name, i, upstream.endpoints().get(i));
    }
    yaml.end();
    yaml.end();
  }

  private static void endpoint(YamlWriter yaml, String tier, int index, EndpointConfig endpoint) {
    yaml.item("url", endpoint.url().toString());
    endpoint.model().ifPresent(model -> yaml.text("model", model));
    yaml.number("weight", BigDecimal.valueOf(endpoint.weight()));
    endpoint.maxConcurrent().ifPresent(most -> yaml.number("max_concurrent", (Integer) most));
    endpoint
        .apiKeyFile()
        .ifPresent(file -> yaml.text("api_key", Shape.Secret.FILE + file.toAbsolutePath()));
    if (endpoint.apiKey().filter(key -> !key.isBlank()).isPresent()) {
      yaml.reference("api_key", variable(tier, "key", index));
    }
    endpoint
        .proxy()
        .ifPresent(
            proxy ->
                yaml.reference(
                    "proxy", proxy.contains("@") ? variable(tier, "proxy", index) : proxy));
    if (!endpoint.headers().isEmpty()) {
      yaml.key("headers");
      new TreeSet<>(endpoint.headers().keySet())
          .forEach(header -> yaml.reference(header, variable(tier, header, index)));
      yaml.end();
    }
    yaml.end();
  }

  /** In place of a secret, which is not told. */
  private static String variable(String tier, String what, int index) {
    return "${%s_%d:}"
        .formatted(
            "%s_%s".formatted(tier, what).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"),
            index);
  }

  private static void policy(YamlWriter yaml, PolicyRevision revision) {
    yaml.key(revision.name());
    yaml.texts("tiers", revision.tiers());
    switch (revision.rule()) {
      case StoredRule.Scored scored -> {
        yaml.text("scorer", scored.scorer());
        yaml.plain("thresholds", scored.thresholds().toString());
        json(yaml, "scoring", scored.scoring(), ScoringJson.PLAIN);
      }
      case StoredRule.Routed routed -> {
        yaml.text("router", routed.name());
        yaml.number("worth_usd", BigDecimal.valueOf(routed.worthUsd()));
      }
    }
    json(yaml, "conduct", revision.conduct(), ConductJson.PLAIN);
    revision.comment().ifPresent(comment -> yaml.text("comment", comment));
    yaml.end();
  }

  /** JSON is YAML. */
  private static void json(YamlWriter yaml, String key, String json, String plain) {
    if (!json.equals(plain)) {
      JsonNode object = ConductJson.object(json);
      yaml.plain(key, object.toString());
    }
  }

  private static void organisation(
      YamlWriter yaml, Organisation row, List<Project> projects, Map<String, Boolean> keys) {
    boolean isDefault = row.id().equals(Organisation.DEFAULT);
    yaml.key(isDefault ? "default" : key(row.name(), row.id(), keys));
    yaml.text("id", row.id());
    yaml.text("name", row.name());
    limits(yaml, row.limits());
    yaml.key("projects");
    var taken = new TreeMap<String, Boolean>();
    for (var project : projects) {
      if (project.organisationId().equals(row.id())) {
        yaml.key(
            project.id().equals(Project.DEFAULT)
                ? "default"
                : key(project.name(), project.id(), taken));
        yaml.text("id", project.id());
        yaml.text("name", project.name());
        var models = project.models();
        if (models != null) {
          yaml.texts("models", models);
        }
        limits(yaml, project.limits());
        yaml.end();
      }
    }
    yaml.end();
    yaml.end();
  }

  /** Of its name, where nothing else has that; else its id. */
  private static String key(String name, String id, Map<String, Boolean> taken) {
    var key = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
    return key.matches(TenantSchema.NAME)
            && !key.equals("default")
            && taken.putIfAbsent(key, true) == null
        ? key
        : id;
  }

  private static void limits(YamlWriter yaml, Limits limits) {
    if (limits.equals(Limits.NONE)) {
      return;
    }
    yaml.key("limits");
    yaml.number("requests_per_minute", limits.requestsPerMinute());
    yaml.number("tokens_per_minute", limits.tokensPerMinute());
    yaml.number("concurrency", limits.concurrency());
    yaml.number("usd_per_day", limits.usdPerDay());
    yaml.number("usd_per_month", limits.usdPerMonth());
    yaml.number("weight", limits.weight());
    var priority = limits.priority();
    if (priority != null) {
      yaml.text("priority", priority);
    }
    yaml.end();
  }
}
