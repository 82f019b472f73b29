package dev.spillway.gateway.file;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a text takes from the environment: {@code NAME}, or {@code NAME:default}, in braces after a
 * dollar sign. Two dollar signs before the brace stand for one, and refer to nothing.
 *
 * @param variables by name; null for one that is not set
 */
record Expansion(UnaryOperator<@Nullable String> variables) {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}|\\$\\{");

  /**
   * What became of a text.
   *
   * @param refers whether something of the environment is in it, which must not be shown
   * @param missing the variable that is not set
   */
  record Expanded(String text, boolean refers, Optional<String> missing) {}

  Expanded expand(String text) {
    var found = REFERENCE.matcher(text);
    var expanded = new StringBuilder();
    boolean refers = false;
    while (found.find()) {
      var name = found.group(1);
      if (name == null) {
        // Either escaped, or no reference at all: then it stays what it is.
        found.appendReplacement(expanded, Matcher.quoteReplacement("${"));
        continue;
      }
      refers = true;
      var value = variables.apply(name);
      var given = value == null ? found.group(2) : value;
      if (given == null) {
        return new Expanded(text, true, Optional.of(name));
      }
      found.appendReplacement(expanded, Matcher.quoteReplacement(given));
    }
    return new Expanded(found.appendTail(expanded).toString(), refers, Optional.empty());
  }

  /** What expands to this text. */
  static String literal(String text) {
    return text.replace("${", "$${");
  }
}
