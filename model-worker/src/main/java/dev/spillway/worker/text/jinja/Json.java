package dev.spillway.worker.text.jinja;

import java.util.List;
import java.util.Map;

/** The {@code tojson} filter as Transformers defines it: Python's {@code json.dumps}, not ASCII. */
final class Json {
  private final MarkedText.Builder out = new MarkedText.Builder();
  private final long indent;

  private Json(long indent) {
    this.indent = indent;
  }

  static MarkedText write(Object value, Arguments arguments) {
    long indent = arguments.named().get("indent") instanceof Long width ? width : 0;
    var json = new Json(indent);
    json.value(value, 1);
    return json.out.build();
  }

  private void value(Object value, int depth) {
    switch (value) {
      case MarkedText text -> out.append(text.with(quoted(text.chars())));
      case Boolean flag -> raw(flag.toString());
      case Long _, Double _ -> raw(value.toString());
      case List<?> list -> {
        raw("[");
        for (int i = 0; i < list.size(); i++) {
          separate(i, depth);
          value(Values.item(list, i), depth + 1);
        }
        close(list.isEmpty(), depth, "]");
      }
      case Map<?, ?> map -> {
        raw("{");
        int i = 0;
        for (var entry : map.entrySet()) {
          separate(i++, depth);
          var key = Values.key(entry.getKey());
          out.append(key.with(quoted(key.chars())));
          raw(": ");
          value(entry.getValue(), depth + 1);
        }
        close(map.isEmpty(), depth, "}");
      }
      case Values.Undefined _, Values.Namespace _ ->
          throw new TemplateException("%s cannot become JSON".formatted(Values.kind(value)));
      default -> raw("null");
    }
  }

  private void separate(int index, int depth) {
    if (indent > 0) {
      raw((index > 0 ? ",\n" : "\n") + " ".repeat((int) Math.min(indent, 8) * depth));
    } else if (index > 0) {
      raw(", ");
    }
  }

  private void close(boolean empty, int depth, String bracket) {
    boolean ownLine = indent > 0 && !empty;
    raw((ownLine ? "\n" + " ".repeat((int) Math.min(indent, 8) * (depth - 1)) : "") + bracket);
  }

  private void raw(String text) {
    out.append(MarkedText.trusted(text));
  }

  private static String quoted(String text) {
    var json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        default -> json.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
    }
    return json.append('"').toString();
  }
}
