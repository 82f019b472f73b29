package dev.spillway.gateway.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.spillway.gateway.file.Expansion.Expanded;
import dev.spillway.gateway.file.Shape.Choice;
import dev.spillway.gateway.file.Shape.Decimal;
import dev.spillway.gateway.file.Shape.Fields;
import dev.spillway.gateway.file.Shape.Form;
import dev.spillway.gateway.file.Shape.Listed;
import dev.spillway.gateway.file.Shape.Name;
import dev.spillway.gateway.file.Shape.Named;
import dev.spillway.gateway.file.Shape.Secret;
import dev.spillway.gateway.file.Shape.Settings;
import dev.spillway.gateway.file.Shape.Text;
import dev.spillway.gateway.file.Shape.Truth;
import dev.spillway.gateway.file.Shape.Whole;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Holds a tree of YAML against the {@link Schema} and makes JSON of what is right. Whatever is
 * wrong is a {@link Problem} with its place, and is left out; the rest is looked at all the same.
 *
 * <p>Values are said in problems as they are written, so that a reference to the environment shows
 * its name alone; a secret is not said at all.
 */
final class Checker {
  private static final int SHOWN = 40;
  private static final int MOST_OF_SECRET = 10_000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What stands for a secret that is not looked for. */
  static final String UNKNOWN = "not-looked-for";

  private final Problems problems;
  private final Expansion expansion;
  private final boolean secrets;
  private final SettingsTree settings;
  private final Map<String, Mark> places = new HashMap<>();
  private final Map<String, Mark> keys = new HashMap<>();

  /**
   * @param secrets whether they have to be there
   */
  Checker(Problems problems, Expansion expansion, boolean secrets, SettingsTree settings) {
    this.problems = problems;
    this.expansion = expansion;
    this.secrets = secrets;
    this.settings = settings;
  }

  /** Where a value stands, or what it is in. */
  Mark place(String path) {
    var at = path;
    while (!places.containsKey(at) && !at.isEmpty()) {
      at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
    }
    var found = places.get(at);
    if (found == null) {
      throw new IllegalStateException("the root has a place");
    }
    return found;
  }

  /** The line of a key, from 1. */
  int line(String path) {
    var mark = keys.get(path);
    return mark == null ? 1 : mark.getLine() + 1;
  }

  /** The value as JSON, less what is wrong with it; absent where nothing of it is right. */
  Optional<JsonNode> check(Node node, Shape shape, String path) {
    places.putIfAbsent(path, node.getStartMark());
    return switch (shape) {
      case Fields fields -> mapping(node, shape, path).map(map -> fields(map, fields, path));
      case Named named -> mapping(node, shape, path).map(map -> named(map, named, path));
      case Listed listed -> listed(node, listed, path);
      case Settings whole -> {
        mapping(node, whole, path).ifPresent(map -> settings.read(map, path, this));
        yield Optional.empty();
      }
      default -> scalar(node, shape, path).flatMap(text -> value(node, text, shape, path));
    };
  }

  private JsonNode fields(MappingNode mapping, Fields fields, String path) {
    var known =
        fields.keys().stream()
            .collect(Collectors.toMap(Key::name, key -> key, (one, other) -> one));
    var result = JSON.objectNode();
    var members = YamlTree.members(mapping, path, problems);
    members.forEach(
        (name, member) -> {
          var key = known.get(name);
          var at = YamlTree.join(path, name);
          if (key != null) {
            member(at, member, key.shape()).ifPresent(value -> result.set(name, value));
          } else if (!path.isEmpty() || !name.startsWith("x-")) {
            problems.add(
                member.key(),
                at,
                "there is no such key; " + Misspelling.hint(name, known.keySet()));
          }
        });
    for (var key : fields.keys()) {
      if (key.required() && !members.containsKey(key.name())) {
        problems.add(place(path), YamlTree.join(path, key.name()), "is missing");
      }
    }
    return result;
  }

  private JsonNode named(MappingNode mapping, Named named, String path) {
    var result = JSON.objectNode();
    var members = YamlTree.members(mapping, path, problems);
    if (members.size() > named.most()) {
      problems.add(place(path), path, "may have at most %d keys".formatted(named.most()));
    }
    members.forEach(
        (name, member) -> {
          var at = YamlTree.join(path, name);
          if (!name.matches(pattern(named.name()))) {
            problems.add(member.key(), at, "the key must be " + named.name().words());
            return;
          }
          result.set(name, member(at, member, named.each()).orElseGet(JSON::objectNode));
        });
    return result;
  }

  private static String pattern(Shape name) {
    return name instanceof Form form ? form.pattern() : Name.FORM;
  }

  private Optional<JsonNode> member(String path, YamlTree.Member member, Shape shape) {
    keys.put(path, member.key());
    places.put(
        path, member.value() instanceof ScalarNode ? member.value().getStartMark() : member.key());
    return check(member.value(), shape, path);
  }

  private Optional<JsonNode> listed(Node node, Listed listed, String path) {
    if (!(node instanceof SequenceNode sequence)) {
      return wrong(node, listed, path);
    }
    int size = sequence.getValue().size();
    if (size < listed.least() || size > listed.most()) {
      problems.add(place(path), path, "must be %s, has %d".formatted(listed.words(), size));
    }
    var result = JSON.arrayNode();
    for (int i = 0; i < Math.min(size, listed.most()); i++) {
      check(sequence.getValue().get(i), listed.each(), "%s[%d]".formatted(path, i))
          .ifPresentOrElse(result::add, result::addNull);
    }
    return Optional.of(result);
  }

  /** An empty value is a mapping without keys. */
  private Optional<MappingNode> mapping(Node node, Shape shape, String path) {
    if (node instanceof MappingNode mapping) {
      return Optional.of(mapping);
    }
    if (YamlTree.isEmpty(node)) {
      return Optional.of(
          new MappingNode(
              Tag.MAP, true, List.of(), node.getStartMark(), node.getEndMark(), FlowStyle.BLOCK));
    }
    wrong(node, shape, path);
    return Optional.empty();
  }

  /** The text of a scalar with what it refers to. */
  Optional<Expanded> scalar(Node node, Shape shape, String path) {
    if (!(node instanceof ScalarNode scalar) || YamlTree.isEmpty(node)) {
      wrong(node, shape, path);
      return Optional.empty();
    }
    var expanded = expansion.expand(scalar.getValue());
    if (expanded.missing().isPresent()) {
      if (shape instanceof Secret && !secrets) {
        return Optional.of(new Expanded(UNKNOWN, true, Optional.empty()));
      }
      problems.add(
          node.getStartMark(),
          path,
          "the environment variable %s is not set".formatted(expanded.missing().get()));
      return Optional.empty();
    }
    return Optional.of(expanded);
  }

  private Optional<JsonNode> value(Node node, Expanded expanded, Shape shape, String path) {
    var text = expanded.text();
    var value =
        switch (shape) {
          case Text some -> text(text, some.most());
          // A variable may be there and empty, for an engine that wants no key.
          case Secret some ->
              text.isEmpty() && expanded.refers()
                  ? Optional.of(JSON.textNode(""))
                  : text(text, MOST_OF_SECRET)
                      .filter(each -> text.equals(UNKNOWN) || text.matches(some.pattern()));
          case Name some ->
              Optional.of(text).filter(name -> name.matches(Name.FORM)).map(JSON::textNode);
          case Form form ->
              Optional.of(text)
                  .filter(each -> Pattern.matches(form.pattern(), each))
                  .map(JSON::textNode);
          case Choice choice -> Optional.of(text).filter(choice.of()::contains).map(JSON::textNode);
          case Truth some ->
              Optional.of(text)
                  .filter(each -> each.equals("true") || each.equals("false"))
                  .map(each -> JSON.booleanNode(Boolean.parseBoolean(each)));
          case Decimal decimal ->
              number(text).filter(decimal::allows).<JsonNode>map(JSON::numberNode);
          case Whole whole ->
              number(text)
                  .filter(each -> each.stripTrailingZeros().scale() <= 0)
                  .filter(
                      each ->
                          each.compareTo(BigDecimal.valueOf(whole.least())) >= 0
                              && each.compareTo(BigDecimal.valueOf(whole.most())) <= 0)
                  .<JsonNode>map(each -> JSON.numberNode(each.longValue()));
          case Fields f -> Optional.<JsonNode>empty();
          case Named n -> Optional.<JsonNode>empty();
          case Listed l -> Optional.<JsonNode>empty();
          case Settings s -> Optional.<JsonNode>empty();
        };
    if (value.isEmpty()) {
      wrong(node, shape, path);
    }
    return value.map(JsonNode.class::cast);
  }

  private static Optional<JsonNode> text(String text, int most) {
    return Optional.of(text)
        .filter(each -> !each.isBlank() && each.length() <= most)
        .filter(each -> each.chars().noneMatch(Character::isISOControl))
        .map(JSON::textNode);
  }

  /** A decimal as JSON writes it; not YAML's octals, underscores, infinities. */
  private static Optional<BigDecimal> number(String text) {
    return text.matches("-?[0-9]{1,20}(\\.[0-9]{1,20})?([eE][-+]?[0-9]{1,2})?")
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  /** Says what it must be and what it is. */
  Optional<JsonNode> wrong(Node node, Shape shape, String path) {
    problems.add(
        node.getStartMark(),
        path,
        "must be %s%s"
            .formatted(shape.words(), shape instanceof Secret ? "" : ", was " + is(node)));
    return Optional.empty();
  }

  void problem(Mark at, String path, String message) {
    problems.add(at, path, message);
  }

  Map<String, YamlTree.Member> members(MappingNode mapping, String path) {
    return YamlTree.members(mapping, path, problems);
  }

  static String is(Node node) {
    return switch (node) {
      case ScalarNode scalar when YamlTree.isEmpty(node) -> "empty";
      case ScalarNode scalar -> {
        var text = scalar.getValue().replaceAll("\\p{Cntrl}", " ");
        yield "\"%s\"".formatted(text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...");
      }
      case SequenceNode sequence -> "a list";
      default -> "a mapping";
    };
  }
}
