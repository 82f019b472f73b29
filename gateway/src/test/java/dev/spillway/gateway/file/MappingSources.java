package dev.spillway.gateway.file;

import static java.util.Objects.requireNonNull;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** The interfaces with {@code @ConfigMapping} as their sources say it, Javadoc included. */
final class MappingSources {
  private static final Pattern GENERIC = Pattern.compile("(\\w+)<(.*)>");
  private static final Pattern TAG = Pattern.compile("\\{@(?:code|link) #?([^}]*)}");
  private static final Pattern VALUE = Pattern.compile("\\{@value #?(\\w+)}");

  private final Map<String, Source> interfaces = new TreeMap<>();

  /** One property, with the tree's prefix before. */
  record Property(String name, String type, String otherwise, String meaning) {}

  /** One tree of properties. */
  record Mapping(String prefix, String meaning, List<Property> properties) {
    Mapping {
      properties = List.copyOf(properties);
    }
  }

  private record Source(ClassTree tree, CompilationUnitTree unit, DocTrees docs) {

    String meaning(Tree of) {
      var comment = docs.getDocComment(TreePath.getPath(unit, of));
      var text = comment == null ? "" : comment.split("\n\\s*@", 2)[0];
      var values = VALUE.matcher(text).replaceAll(found -> "`" + constant(found.group(1)) + "`");
      return TAG.matcher(values.replaceAll("\\s+", " "))
          .replaceAll(found -> java.util.regex.Matcher.quoteReplacement("`" + found.group(1) + "`"))
          .replaceAll("</?p>", "")
          .strip();
    }

    private String constant(String name) {
      return tree.getMembers().stream()
          .filter(VariableTree.class::isInstance)
          .map(VariableTree.class::cast)
          .filter(each -> each.getName().contentEquals(name))
          .map(each -> String.valueOf(each.getInitializer()))
          .findFirst()
          .orElse(name);
    }
  }

  /** Reads a file, or all of a folder. */
  MappingSources read(Path path) throws IOException {
    if (!Files.exists(path)) {
      return this;
    }
    try (var files =
        Files.list(Files.isDirectory(path) ? path : requireNonNull(path.getParent()))) {
      var wanted =
          files
              .filter(file -> file.toString().endsWith("Config.java"))
              .filter(file -> Files.isDirectory(path) || file.equals(path))
              .sorted()
              .toList();
      var compiler = ToolProvider.getSystemJavaCompiler();
      try (var manager = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
        var task =
            (JavacTask)
                compiler.getTask(
                    null,
                    manager,
                    null,
                    List.of("-proc:none"),
                    null,
                    manager.getJavaFileObjectsFromPaths(wanted));
        for (var unit : task.parse()) {
          for (var type : unit.getTypeDecls()) {
            if (type instanceof ClassTree tree && tree.getKind() == Tree.Kind.INTERFACE) {
              interfaces.put(
                  tree.getSimpleName().toString(), new Source(tree, unit, DocTrees.instance(task)));
            }
          }
        }
      }
    }
    return this;
  }

  /** In order of their prefixes. */
  List<Mapping> mappings() {
    var found = new ArrayList<Mapping>();
    for (var source : interfaces.values()) {
      annotation(source.tree().getModifiers().getAnnotations(), "ConfigMapping")
          .ifPresent(
              prefix -> {
                var properties = new ArrayList<Property>();
                collect(prefix, source, properties);
                found.add(new Mapping(prefix, source.meaning(source.tree()), properties));
              });
    }
    found.sort(Comparator.comparing(Mapping::prefix));
    return found;
  }

  private void collect(String prefix, Source source, List<Property> into) {
    for (var member : source.tree().getMembers()) {
      if (member instanceof MethodTree method && method.getBody() == null) {
        collect(
            prefix + "." + SettingsTree.kebab(method.getName().toString()),
            String.valueOf(method.getReturnType()),
            source,
            method,
            into);
      }
    }
  }

  private void collect(
      String name, String type, Source source, MethodTree method, List<Property> into) {
    var generic = GENERIC.matcher(type);
    var group = interfaces.get(type);
    if (group != null) {
      collect(name, group, into);
    } else if (generic.matches()) {
      var inner = generic.group(2);
      switch (generic.group(1)) {
        case "Map" ->
            collect(name + ".NAME", inner.replaceFirst("^\\w+, *", ""), source, method, into);
        case "List" -> collect(name + "[]", inner, source, method, into);
        default -> collect(name, inner, source, method, into);
      }
    } else {
      into.add(
          new Property(
              name,
              words(type),
              annotation(method.getModifiers().getAnnotations(), "WithDefault").orElse(""),
              source.meaning(method)));
    }
  }

  private static String words(String type) {
    return switch (type) {
      case "Duration" -> "time";
      case "MemorySize" -> "size";
      case "int", "Integer", "OptionalInt", "long", "OptionalLong" -> "whole number";
      case "double", "OptionalDouble", "BigDecimal" -> "number";
      case "boolean" -> "true or false";
      case "Path" -> "path";
      case "URI" -> "address";
      case "String" -> "text";
      default -> "word";
    };
  }

  private static Optional<String> annotation(
      List<? extends AnnotationTree> annotations, String name) {
    return annotations.stream()
        .filter(each -> String.valueOf(each.getAnnotationType()).equals(name))
        .flatMap(each -> each.getArguments().stream())
        .map(MappingSources::literal)
        .findFirst();
  }

  private static String literal(ExpressionTree argument) {
    var value =
        argument instanceof AssignmentTree assignment ? assignment.getExpression() : argument;
    return value instanceof LiteralTree literal ? String.valueOf(literal.getValue()) : "";
  }
}
