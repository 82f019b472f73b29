package dev.spillway.gateway.file;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The tree {@code settings} of a file, which is that of the {@link ConfigMapping} interfaces
 * without {@code spillway.} before: {@code gateway: {quota: {lease: 30s}}}, or {@code
 * gateway.quota.lease: 30s}. Its keys are the interfaces' methods, so a property that is added
 * there may be set here, and one that is misspelt is found before anything starts.
 */
public final class SettingsTree {
  static final String PREFIX = "spillway.";

  /** What the file has keys of its own for. */
  private static final Map<String, String> ELSEWHERE =
      Map.of("gateway.tiers", "tiers stand at the top of the file, under tiers:");

  private static final Shape VALUE = new Shape.Text(10_000);
  private static final Pattern CAPITAL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  /** Of a process that others run; what is for it may stand in a file that is for both. */
  private static final String WORKER = "worker";

  private final Map<String, Class<?>> roots = new TreeMap<>();
  private final Map<String, String> properties = new LinkedHashMap<>();

  /** Made once: it knows how to read durations, sizes and all others that properties may be. */
  private static final class Converters {
    static final SmallRyeConfig CONFIG =
        new SmallRyeConfigBuilder().addDiscoveredConverters().build();
  }

  /**
   * @param mappings interfaces with {@link ConfigMapping}
   */
  public SettingsTree(List<Class<?>> mappings) {
    for (var mapping : mappings) {
      roots.put(prefix(mapping).substring(PREFIX.length()), mapping);
    }
  }

  private static String prefix(Class<?> mapping) {
    return Optional.ofNullable(mapping.getAnnotation(ConfigMapping.class))
        .map(ConfigMapping::prefix)
        .orElseThrow(() -> new IllegalArgumentException(mapping + " is no mapping"));
  }

  /** What was read, by property. */
  Map<String, String> properties() {
    return properties;
  }

  void read(MappingNode mapping, String path, Checker checker) {
    checker
        .members(mapping, path)
        .forEach((name, member) -> root(name, member, YamlTree.join(path, name), checker));
  }

  private void root(String name, YamlTree.Member member, String path, Checker checker) {
    var parts = name.split("\\.", 2);
    var type = roots.get(parts[0]);
    if (type != null) {
      inside(parts.length > 1 ? parts[1] : "", type, parts[0], member, path, checker);
    } else if (!parts[0].equals(WORKER)) {
      var known = new TreeSet<>(roots.keySet());
      known.add(WORKER);
      unknown(member, parts[0], known, path, checker);
    }
  }

  /** A member of a mapping interface, or the interface itself where nothing is left of the name. */
  private void inside(
      String left, Class<?> type, String at, YamlTree.Member member, String path, Checker checker) {
    if (left.isEmpty()) {
      if (member.value() instanceof MappingNode mapping) {
        checker
            .members(mapping, path)
            .forEach(
                (name, each) -> inside(name, type, at, each, YamlTree.join(path, name), checker));
      } else {
        checker.wrong(member.value(), new Shape.Settings(), path);
      }
      return;
    }
    var parts = left.split("\\.", 2);
    var elsewhere = ELSEWHERE.get(at + "." + parts[0]);
    if (elsewhere != null) {
      checker.problem(member.key(), path, elsewhere);
      return;
    }
    var methods = methods(type);
    var method = methods.get(parts[0]);
    if (method == null) {
      unknown(member, parts[0], methods.keySet(), path, checker);
      return;
    }
    typed(
        parts.length > 1 ? parts[1] : "",
        method.getGenericReturnType(),
        at + "." + parts[0],
        member,
        path,
        checker);
  }

  private void typed(
      String left, Type type, String at, YamlTree.Member member, String path, Checker checker) {
    var raw = raw(type);
    if (raw == Optional.class) {
      typed(left, argument(type, 0), at, member, path, checker);
    } else if (raw == Map.class) {
      map(left, argument(type, 1), at, member, path, checker);
    } else if (isGroup(raw)) {
      inside(left, raw, at, member, path, checker);
    } else if (!left.isEmpty()) {
      checker.problem(member.key(), path, "there is no such key; " + PREFIX + at + " is a value");
    } else if (raw == List.class) {
      list(raw(argument(type, 0)), at, member, path, checker);
    } else {
      text(member.value(), raw, path, checker).ifPresent(text -> put(at, text));
    }
  }

  private void map(
      String left, Type each, String at, YamlTree.Member member, String path, Checker checker) {
    if (!left.isEmpty()) {
      var parts = left.split("\\.", 2);
      typed(
          parts.length > 1 ? parts[1] : "",
          each,
          "%s.\"%s\"".formatted(at, parts[0]),
          member,
          path,
          checker);
    } else if (member.value() instanceof MappingNode mapping) {
      checker
          .members(mapping, path)
          .forEach(
              (name, value) ->
                  typed(
                      "",
                      each,
                      "%s.\"%s\"".formatted(at, name),
                      value,
                      YamlTree.join(path, name),
                      checker));
    } else {
      checker.wrong(member.value(), new Shape.Settings(), path);
    }
  }

  private void list(
      Class<?> each, String at, YamlTree.Member member, String path, Checker checker) {
    if (!(member.value() instanceof SequenceNode sequence)) {
      checker.wrong(member.value(), new Shape.Listed(VALUE, 0, 1_000), path);
      return;
    }
    for (int i = 0; i < sequence.getValue().size(); i++) {
      var node = sequence.getValue().get(i);
      var here = "%s[%d]".formatted(path, i);
      var property = "%s[%d]".formatted(at, i);
      if (!isGroup(each)) {
        text(node, each, here, checker).ifPresent(text -> put(property, text));
      } else if (node instanceof MappingNode mapping) {
        checker
            .members(mapping, here)
            .forEach(
                (name, value) ->
                    inside(name, each, property, value, YamlTree.join(here, name), checker));
      } else {
        checker.wrong(node, new Shape.Settings(), here);
      }
    }
  }

  private Optional<String> text(Node node, Class<?> type, String path, Checker checker) {
    return checker
        .scalar(node, VALUE, path)
        .map(Expansion.Expanded::text)
        .filter(
            text -> {
              if (converts(text, type)) {
                return true;
              }
              checker.problem(
                  node.getStartMark(),
                  path,
                  "must be %s, was %s".formatted(words(type), Checker.is((ScalarNode) node)));
              return false;
            });
  }

  private void put(String at, String value) {
    properties.put(PREFIX + at, value);
  }

  private static void unknown(
      YamlTree.Member member, String word, Set<String> known, String path, Checker checker) {
    checker.problem(
        member.key(), path, "there is no such setting; " + Misspelling.hint(word, known));
  }

  private static boolean converts(String text, Class<?> type) {
    try {
      return Converters.CONFIG.getConverter(type).map(each -> each.convert(text)).isPresent();
    } catch (IllegalArgumentException | NoSuchElementException e) {
      return false;
    }
  }

  /** What a type is called to those who write values of it. */
  static String words(Class<?> type) {
    if (type.isEnum()) {
      var words = new ArrayList<String>();
      for (var constant : type.getEnumConstants()) {
        words.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'));
      }
      return "one of " + String.join(", ", words);
    }
    return switch (type.getSimpleName()) {
      case "Duration" -> "a time such as 30s, 5m or 1h";
      case "MemorySize" -> "a size such as 64K, 8M or 1G";
      case "int", "Integer", "OptionalInt", "long", "OptionalLong" -> "a whole number";
      case "double", "OptionalDouble", "BigDecimal" -> "a number";
      case "boolean" -> "true or false";
      case "Path" -> "a path";
      case "URI" -> "an address";
      default -> "a text";
    };
  }

  private static Map<String, Method> methods(Class<?> type) {
    var methods = new TreeMap<String, Method>();
    for (var method : type.getMethods()) {
      if (method.getParameterCount() == 0 && !method.isDefault()) {
        methods.put(kebab(method.getName()), method);
      }
    }
    return methods;
  }

  static String kebab(String name) {
    return CAPITAL.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  private static boolean isGroup(Class<?> type) {
    return type.isInterface() && type.getName().startsWith("dev.spillway.");
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  private static Class<?> raw(Type type) {
    var raw = type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type;
    var found = (Class<?>) raw;
    if (found == OptionalInt.class) {
      return int.class;
    }
    return found == OptionalLong.class
        ? long.class
        : found == OptionalDouble.class ? double.class : found;
  }
}
