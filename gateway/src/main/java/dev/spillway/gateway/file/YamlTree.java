package dev.spillway.gateway.file;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * YAML as nodes that know where they stand. Types are not YAML's to guess: {@code no} is the text
 * that it is where a text belongs, and each value is read as what its key wants.
 */
final class YamlTree {
  private static final int DEPTH = 30;
  private static final int ALIASES = 50;
  private static final int SIZE = 1 << 20;
  private static final int MERGES = 8;
  private static final String MERGE = "<<";

  private YamlTree() {}

  /**
   * A key with its value.
   *
   * @param key where the key stands
   */
  record Member(Mark key, Node value) {}

  /**
   * The document; absent for an empty one, and where it is none, which is added to the problems.
   */
  static Optional<Node> parse(String text, Problems problems) {
    var options = new LoaderOptions();
    options.setNestingDepthLimit(DEPTH);
    options.setMaxAliasesForCollections(ALIASES);
    options.setCodePointLimit(SIZE);
    options.setAllowRecursiveKeys(false);
    try {
      return Optional.ofNullable(new Yaml(options).compose(new StringReader(text)));
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      var problem = String.valueOf(e.getProblem());
      problems.add(
          mark == null ? 1 : mark.getLine() + 1,
          mark == null ? 1 : mark.getColumn() + 1,
          "",
          "is not YAML: "
              + (problem.startsWith("found character '\\t")
                  ? "indent with spaces, not with a tab"
                  : problem));
    } catch (YAMLException e) {
      problems.add(1, 1, "", "is not YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** Whether nothing is said: {@code key:} and no more. */
  static boolean isEmpty(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && Tag.NULL.equals(scalar.getTag());
  }

  /** The members by key, those of {@code <<} included; what is wrong is added to the problems. */
  static Map<String, Member> members(MappingNode mapping, String path, Problems problems) {
    return members(mapping, path, problems, 0);
  }

  private static Map<String, Member> members(
      MappingNode mapping, String path, Problems problems, int depth) {
    var own = new LinkedHashMap<String, Member>();
    var merged = new LinkedHashMap<String, Member>();
    for (var tuple : mapping.getValue()) {
      var mark = tuple.getKeyNode().getStartMark();
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(mark, path, "a key must be a text");
      } else if (key.isPlain() && key.getValue().equals(MERGE)) {
        merge(tuple.getValueNode(), path, problems, depth, merged);
      } else if (own.containsKey(key.getValue())) {
        var before = own.get(key.getValue());
        problems.add(
            mark,
            join(path, key.getValue()),
            "is given twice; first at line %d"
                .formatted(before == null ? 0 : before.key().getLine() + 1));
      } else {
        own.put(key.getValue(), new Member(mark, tuple.getValueNode()));
      }
    }
    merged.forEach(own::putIfAbsent);
    return own;
  }

  private static void merge(
      Node node, String path, Problems problems, int depth, Map<String, Member> into) {
    switch (node) {
      case MappingNode one when depth < MERGES ->
          members(one, path, problems, depth + 1).forEach(into::putIfAbsent);
      case SequenceNode several when depth < MERGES ->
          several.getValue().forEach(each -> merge(each, path, problems, depth + 1, into));
      default ->
          problems.add(node.getStartMark(), path, "<< must have a mapping, or a list of them");
    }
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
