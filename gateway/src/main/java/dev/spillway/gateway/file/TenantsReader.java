package dev.spillway.gateway.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.gateway.tenancy.Ids;
import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.gateway.tenancy.Organisation;
import dev.spillway.gateway.tenancy.Project;
import dev.spillway.router.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Organisations with their projects. Ids are made of their names, so that all gateways with the
 * same file speak of the same rows, and nobody has to look an id up to make a key.
 */
final class TenantsReader {
  /** What requests without a key of their own are of. */
  private static final String DEFAULT = "default";

  private final Checker checker;

  TenantsReader(Checker checker) {
    this.checker = checker;
  }

  /**
   * @param node the tenants of a file, less what is wrong with them
   */
  List<GivenOrganisation> read(JsonNode node) {
    var ids = new HashMap<String, String>();
    var organisations = new ArrayList<GivenOrganisation>();
    for (var each : node.properties()) {
      var key = each.getKey();
      var path = "tenants." + key;
      var id = id(each.getValue(), "org_", key, key.equals(DEFAULT) ? Organisation.DEFAULT : "");
      unique(ids, id, path);
      organisations.add(
          new GivenOrganisation(
              key,
              id,
              each.getValue().path("name").asText(key),
              limits(each.getValue().path("limits"), path + ".limits"),
              projects(key, each.getValue().path("projects"), path + ".projects", ids),
              checker.line(path)));
    }
    return organisations;
  }

  private List<GivenProject> projects(
      String organisation, JsonNode node, String path, Map<String, String> ids) {
    var projects = new ArrayList<GivenProject>();
    for (var each : node.properties()) {
      var key = each.getKey();
      var at = YamlTree.join(path, key);
      boolean isDefault = organisation.equals(DEFAULT) && key.equals(DEFAULT);
      var id =
          id(each.getValue(), "proj_", organisation + "/" + key, isDefault ? Project.DEFAULT : "");
      unique(ids, id, at);
      projects.add(
          new GivenProject(
              key,
              id,
              each.getValue().path("name").asText(key),
              Optional.ofNullable(each.getValue().get("models")).map(TenantsReader::texts),
              limits(each.getValue().path("limits"), at + ".limits"),
              checker.line(at)));
    }
    return projects;
  }

  private void unique(Map<String, String> ids, String id, String path) {
    var other = ids.putIfAbsent(id, path);
    if (other != null) {
      problem(path, "has the id of %s".formatted(other));
    }
    if (!id.startsWith(path.contains(".projects.") ? "proj_" : "org_")) {
      problem(path + ".id", "is the id of something else");
    }
  }

  private static String id(JsonNode node, String kind, String named, String known) {
    return node.path("id").asText(known.isEmpty() ? kind + Ids.of(kind + named) : known);
  }

  private Limits limits(JsonNode node, String path) {
    return new Limits(
        count(node, "requests_per_minute"),
        count(node, "tokens_per_minute"),
        count(node, "concurrency"),
        usd(node, "usd_per_day", path),
        usd(node, "usd_per_month", path),
        count(node, "weight"),
        node.path("priority").textValue());
  }

  private static @Nullable Integer count(JsonNode node, String name) {
    return node.has(name) ? (Integer) node.get(name).asInt() : null;
  }

  private @Nullable BigDecimal usd(JsonNode node, String name, String path) {
    if (!node.has(name)) {
      return null;
    }
    try {
      return Money.ofUsd(node.get(name).decimalValue()).usd();
    } catch (ArithmeticException e) {
      problem(path + "." + name, "must have at most 12 decimals");
      return null;
    }
  }

  /** The texts of a list. */
  static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .toList();
  }

  private void problem(String path, String message) {
    checker.problem(checker.place(path), path, message);
  }
}
