package dev.spillway.gateway.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.spillway.contracts.error.ErrorKind.InvalidValue;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.config.EndpointRules;
import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.policy.StatedPolicy;
import dev.spillway.gateway.policy.StoredRule;
import dev.spillway.router.Price;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code spillway.yaml} and finds all that is wrong with it at once: first every value by
 * the {@link Schema}, then what has to fit together, such as a policy and its tiers. It needs no
 * database and starts nothing; that a learned router exists is found out when the file is applied.
 */
public final class FileReader {
  /** No file is larger, and of a larger one nothing is read. */
  static final int MOST_BYTES = 1 << 20;

  private final UnaryOperator<@Nullable String> variables;
  private final boolean secrets;
  private final List<Class<?>> mappings;

  /**
   * @param variables of the environment; null for one that is not set
   * @param secrets whether secrets have to be there; without them a file can be checked elsewhere
   * @param mappings the interfaces whose properties there are
   */
  public FileReader(
      UnaryOperator<@Nullable String> variables, boolean secrets, List<Class<?>> mappings) {
    this.variables = variables;
    this.secrets = secrets;
    this.mappings = List.copyOf(mappings);
  }

  /** What stands in the file now. */
  public Reading read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        return wrong(file, "is larger than 1 MiB");
      }
      return read(file, Files.readAllBytes(file));
    } catch (IOException e) {
      return wrong(file, "cannot be read: " + reason(e));
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "there is no such file";
      case AccessDeniedException denied -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static Reading wrong(Path file, String message) {
    return new Reading(Optional.empty(), List.of(new Problem(file.toString(), 1, 1, "", message)));
  }

  Reading read(Path file, byte[] bytes) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new Run(file, sha256(bytes)).read(text);
    } catch (CharacterCodingException e) {
      return wrong(file, "is not UTF-8");
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** One reading. */
  private final class Run {
    private final String name;
    private final String sha256;
    private final Path folder;
    private final Problems problems;
    private final SettingsTree settings = new SettingsTree(mappings);
    private final Checker checker;

    Run(Path file, String sha256) {
      name = file.toString();
      this.sha256 = sha256;
      folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
      problems = new Problems(name);
      checker = new Checker(problems, new Expansion(variables), secrets, settings);
    }

    Reading read(String text) {
      JsonNode root = JsonNodeFactory.instance.objectNode();
      var tree = YamlTree.parse(text, problems);
      if (tree.isPresent()) {
        root = checker.check(tree.get(), Schema.FILE, "").orElse(root);
      }
      var tiers = tiers(root.path("tiers"));
      var policies = policies(root.path("policies"), root.path("tiers"));
      var organisations = new TenantsReader(checker).read(root.path("tenants"));
      var found = problems.all();
      return found.isEmpty()
          ? new Reading(
              Optional.of(
                  new SpillwayFile(
                      name,
                      sha256,
                      tiers,
                      lines("tiers", root.path("tiers")),
                      policies,
                      organisations,
                      settings.properties())),
              found)
          : new Reading(Optional.empty(), found);
    }

    private Map<String, Integer> lines(String path, JsonNode node) {
      var lines = new HashMap<String, Integer>();
      node.properties()
          .forEach(
              each -> lines.put(each.getKey(), checker.line(YamlTree.join(path, each.getKey()))));
      return lines;
    }

    private Map<String, TierConfig> tiers(JsonNode node) {
      var tiers = new TreeMap<String, TierConfig>();
      for (var each : node.properties()) {
        var path = "tiers." + each.getKey();
        if (!problems.within(path + ".price")) {
          price(each.getValue().path("price"), path + ".price");
        }
        endpoints(each.getValue().path("upstream").path("endpoints"), path + ".upstream.endpoints");
        if (!problems.within(path)) {
          tiers.put(each.getKey(), GivenTier.read(each.getValue(), folder));
        }
      }
      return tiers;
    }

    private void price(JsonNode price, String path) {
      for (var side : List.of("input", "cached_input", "cache_write", "hour_write", "output")) {
        try {
          Price.perMillion(price.path(side).decimalValue(), BigDecimal.ZERO);
        } catch (ArithmeticException e) {
          problem(path + "." + side, "must have at most 6 decimals, and below 9,000,000,000,000");
        }
      }
    }

    private void endpoints(JsonNode endpoints, String path) {
      for (int i = 0; i < endpoints.size(); i++) {
        var at = "%s[%d]".formatted(path, i);
        if (endpoints.get(i).isObject()
            && !problems.within(at + ".url")
            && !isAddress(endpoints.get(i).path("url").asText())) {
          problem(at + ".url", "must be " + EndpointRules.ADDRESS_WORDS);
        }
        var key = Optional.ofNullable(endpoints.get(i).get("api_key")).map(JsonNode::textValue);
        if (secrets) {
          key.flatMap(GivenTier::keyFile).ifPresent(file -> keyFile(file, at + ".api_key"));
        }
      }
    }

    private void keyFile(String file, String path) {
      try {
        if (Files.readString(folder.resolve(file)).isBlank()) {
          problem(path, "the key file %s is empty".formatted(file));
        }
      } catch (IOException | InvalidPathException e) {
        problem(path, "the key file %s cannot be read".formatted(file));
      }
    }

    private List<GivenPolicy> policies(JsonNode node, JsonNode tiers) {
      var names = names(tiers);
      var policies = new ArrayList<GivenPolicy>();
      for (var each : node.properties()) {
        var path = "policies." + each.getKey();
        if (!problems.within(path)) {
          policy(each.getKey(), each.getValue(), names, path)
              .ifPresent(policy -> policies.add(new GivenPolicy(policy, checker.line(path))));
        }
      }
      return policies;
    }

    private Set<String> names(JsonNode tiers) {
      var names = new HashSet<String>();
      tiers.fieldNames().forEachRemaining(names::add);
      return names.isEmpty() ? Tiers.demoNames() : names;
    }

    private Optional<StatedPolicy> policy(
        String name, JsonNode node, Set<String> tiers, String path) {
      try {
        var stated =
            new StatedPolicy(
                name,
                Optional.ofNullable(node.get("tiers")).map(TenantsReader::texts),
                rule(node),
                node.path("conduct").isEmpty() ? "{}" : sorted(node.path("conduct")),
                Optional.ofNullable(node.get("comment")).map(JsonNode::textValue));
        stated.check(tiers);
        return Optional.of(stated);
      } catch (SpillwayException e) {
        var field = e.kind() instanceof InvalidValue invalid ? invalid.field() : "";
        var message = String.valueOf(e.getMessage());
        problem(
            field.equals("name") ? path : YamlTree.join(path, field),
            message.startsWith(field + " ") ? message.substring(field.length() + 1) : message);
        return Optional.empty();
      }
    }

    private static StoredRule rule(JsonNode node) {
      boolean scores = node.has("scorer") || node.has("thresholds") || node.has("scoring");
      boolean routes = node.has("router") || node.has("worth_usd");
      if (scores == routes) {
        throw invalid(
            "scorer",
            scores
                ? "must not come with router or worth_usd: a router does its work"
                : "is missing, or a router with worth_usd");
      }
      if (routes) {
        return new StoredRule.Routed(
            required(node, "router").asText(), required(node, "worth_usd").asDouble());
      }
      return new StoredRule.Scored(
          required(node, "scorer").asText(),
          StreamSupport.stream(node.path("thresholds").spliterator(), false)
              .map(JsonNode::asDouble)
              .toList(),
          node.path("scoring").isEmpty() ? "{}" : sorted(node.path("scoring")));
    }

    private static JsonNode required(JsonNode node, String name) {
      var value = node.get(name);
      if (value == null) {
        throw invalid(name, "is missing");
      }
      return value;
    }

    private static SpillwayException invalid(String field, String message) {
      return new SpillwayException(new InvalidValue(field, field + " " + message));
    }

    /** As changes by the admin interface store it, so that the same content is the same text. */
    private static String sorted(JsonNode node) {
      return StatedPolicy.json(node.toString());
    }

    private void problem(String path, String message) {
      checker.problem(checker.place(path), path, message);
    }
  }

  private static boolean isAddress(String text) {
    try {
      return EndpointRules.isAddress(new URI(text));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
