package dev.spillway.gateway.file;

import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes block mappings; texts always in quotes, as JSON has them, so that none means more. */
final class YamlWriter {
  private static final String STEP = "  ";

  private final StringBuilder text = new StringBuilder();
  private int depth;
  private boolean item;

  void comment(String line) {
    text.append("# ").append(line).append('\n');
  }

  /** Begins a mapping; {@link #end} ends it. One without keys is empty, as the reader takes it. */
  void key(String name) {
    line(name + ":");
    depth++;
  }

  /** Begins an element of a list with its first key. */
  void item(String key, String value) {
    item = true;
    line(key + ": " + quoted(Expansion.literal(value)));
    depth++;
  }

  void end() {
    depth--;
  }

  void text(String key, String value) {
    line(key + ": " + quoted(Expansion.literal(value)));
  }

  /** A text in which references stay references. */
  void reference(String key, String value) {
    line(key + ": " + quoted(value));
  }

  void plain(String key, String value) {
    line(key + ": " + value);
  }

  void number(String key, @Nullable Integer value) {
    if (value != null) {
      line(key + ": " + value);
    }
  }

  void number(String key, @Nullable BigDecimal value) {
    if (value != null) {
      line(key + ": " + value.toPlainString());
    }
  }

  void texts(String key, List<String> values) {
    line(
        "%s: [%s]"
            .formatted(
                key, values.stream().map(YamlWriter::quoted).collect(Collectors.joining(", "))));
  }

  private void line(String line) {
    text.append(STEP.repeat(depth)).append(item ? "- " : "").append(line).append('\n');
    if (item) {
      item = false;
    }
  }

  private static String quoted(String value) {
    return new TextNode(value).toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
