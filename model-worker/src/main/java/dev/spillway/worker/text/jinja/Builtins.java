package dev.spillway.worker.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The filters, tests, methods and functions there are. Names are checked when a template is loaded,
 * so that a missing one is found then and not in the middle of a request.
 *
 * <p>{@code strftime_now} is known but undefined: a prompt that depends on the day would give
 * different answers to the same question.
 */
final class Builtins {
  static final Set<String> FUNCTIONS =
      Set.of("raise_exception", "namespace", "range", "dict", "strftime_now");
  static final Set<String> FILTERS =
      Set.of(
          "trim",
          "length",
          "count",
          "upper",
          "lower",
          "capitalize",
          "first",
          "last",
          "string",
          "int",
          "list",
          "join",
          "default",
          "d",
          "replace",
          "tojson",
          "items",
          "reverse",
          "safe");
  static final Set<String> METHODS =
      Set.of(
          "strip",
          "lstrip",
          "rstrip",
          "startswith",
          "endswith",
          "split",
          "replace",
          "upper",
          "lower",
          "capitalize",
          "items",
          "keys",
          "values",
          "get");

  /** Each test, and whether it takes an argument. */
  static final Map<String, Boolean> TESTS =
      Map.ofEntries(
          Map.entry("defined", false),
          Map.entry("undefined", false),
          Map.entry("none", false),
          Map.entry("string", false),
          Map.entry("number", false),
          Map.entry("integer", false),
          Map.entry("boolean", false),
          Map.entry("true", false),
          Map.entry("false", false),
          Map.entry("mapping", false),
          Map.entry("iterable", false),
          Map.entry("sequence", false),
          Map.entry("odd", false),
          Map.entry("even", false),
          Map.entry("divisibleby", true),
          Map.entry("equalto", true),
          Map.entry("eq", true),
          Map.entry("ne", true),
          Map.entry("in", true));

  /** What Python's {@code str.strip} removes. */
  private static final String BLANKS =
      " \t\n\r\f\u000B\u001C\u001D\u001E\u001F\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004"
          + "\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000";

  private static final int MAX_RANGE = 10_000;

  private Builtins() {}

  static Object filter(String name, Object of, Arguments arguments) {
    return switch (name) {
      case "trim" -> text(of).strip(arguments.textOr(0, "chars", BLANKS), true, true);
      case "length", "count" -> // Python counts characters, Java UTF-16 units.
          of instanceof MarkedText text
              ? (long) text.chars().codePointCount(0, text.length())
              : (long) Values.length(of);
      case "upper", "lower", "capitalize" -> recased(name, text(of));
      case "first" -> Values.index(of, 0L);
      case "last" -> Values.index(of, -1L);
      case "string" -> Values.text(of);
      case "safe" -> of;
      case "int" -> integer(of);
      case "list" -> Values.items(of);
      case "join" -> join(Values.items(of), arguments.textOr(0, "d", ""));
      case "default", "d" -> {
        boolean alsoFalse = Values.truth(arguments.get(1, "boolean", false));
        boolean missing = of instanceof Values.Undefined || (alsoFalse && !Values.truth(of));
        yield missing ? arguments.get(0, "default_value", MarkedText.EMPTY) : of;
      }
      case "replace" -> replace(text(of), arguments.text(0), text(arguments.at(1)));
      case "tojson" -> Json.write(of, arguments);
      case "items" -> pairs(of);
      case "reverse" -> new ArrayList<>(Values.items(of)).reversed();
      default -> throw new TemplateException("there is no filter '%s'".formatted(name));
    };
  }

  static boolean test(String name, Object of, Arguments arguments) {
    return switch (name) {
      case "defined" -> !(of instanceof Values.Undefined);
      case "undefined" -> of instanceof Values.Undefined;
      case "none" -> of == Values.NONE;
      case "string" -> of instanceof MarkedText;
      case "number" -> of instanceof Number;
      case "integer" -> of instanceof Long;
      case "boolean" -> of instanceof Boolean;
      case "true" -> of.equals(true);
      case "false" -> of.equals(false);
      case "mapping" -> of instanceof Map;
      case "iterable", "sequence" ->
          of instanceof List || of instanceof Map || of instanceof MarkedText;
      case "odd" -> Math.floorMod(integer(of), 2L) == 1;
      case "even" -> Math.floorMod(integer(of), 2L) == 0;
      case "divisibleby" -> Values.equal(Operators.apply("%", of, arguments.at(0)), 0L);
      case "equalto", "eq" -> Values.equal(of, arguments.at(0));
      case "ne" -> !Values.equal(of, arguments.at(0));
      case "in" -> Values.contains(arguments.at(0), of);
      default -> throw new TemplateException("there is no test '%s'".formatted(name));
    };
  }

  static Object method(String name, Object of, Arguments arguments) {
    if (of instanceof Map<?, ?> map) {
      return switch (name) {
        case "items" -> pairs(map);
        case "keys" -> Values.items(map);
        case "values" -> List.copyOf(map.values());
        case "get" -> {
          var found = map.get(arguments.text(0));
          yield found == null ? arguments.get(1, "default", Values.NONE) : found;
        }
        default -> throw noMethod(name, of);
      };
    }
    if (!(of instanceof MarkedText text)) {
      throw noMethod(name, of);
    }
    return switch (name) {
      case "strip" -> text.strip(arguments.textOr(0, "chars", BLANKS), true, true);
      case "lstrip" -> text.strip(arguments.textOr(0, "chars", BLANKS), true, false);
      case "rstrip" -> text.strip(arguments.textOr(0, "chars", BLANKS), false, true);
      case "startswith" -> text.chars().startsWith(arguments.text(0));
      case "endswith" -> text.chars().endsWith(arguments.text(0));
      case "split" -> split(text, arguments.text(0));
      case "replace" -> replace(text, arguments.text(0), text(arguments.at(1)));
      case "upper", "lower", "capitalize" -> recased(name, text);
      default -> throw noMethod(name, of);
    };
  }

  static Object function(String name, Arguments arguments) {
    return switch (name) {
      case "raise_exception" -> {
        var message = text(arguments.at(0));
        throw new TemplateException.Refused(
            message.whollyTrusted() ? message.chars() : "the messages are not acceptable");
      }
      case "namespace" -> new Values.Namespace(new LinkedHashMap<>(arguments.named()));
      case "dict" -> new LinkedHashMap<>(arguments.named());
      case "range" -> range(arguments);
      default -> throw new TemplateException("'%s' is undefined".formatted(name));
    };
  }

  private static MarkedText text(Object value) {
    return Values.text(value);
  }

  private static long integer(Object value) {
    return switch (value) {
      case Long number -> number;
      case Double number -> number.longValue();
      case Boolean flag -> flag ? 1 : 0;
      default -> throw new TemplateException("%s is no integer".formatted(Values.kind(value)));
    };
  }

  private static MarkedText recased(String name, MarkedText text) {
    var chars = text.chars();
    return text.with(
        switch (name) {
          case "upper" -> chars.toUpperCase(Locale.ROOT);
          case "lower" -> chars.toLowerCase(Locale.ROOT);
          default ->
              chars.isEmpty()
                  ? chars
                  : chars.substring(0, 1).toUpperCase(Locale.ROOT)
                      + chars.substring(1).toLowerCase(Locale.ROOT);
        });
  }

  private static MarkedText join(List<?> items, String separator) {
    var out = new MarkedText.Builder();
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(MarkedText.trusted(separator));
      }
      out.append(text(Values.item(items, i)));
    }
    return out.build();
  }

  private static List<Object> split(MarkedText text, String separator) {
    if (separator.isEmpty()) {
      throw new TemplateException("'split' needs a separator that is not empty");
    }
    List<Object> out = new ArrayList<>();
    int from = 0;
    for (int at = text.chars().indexOf(separator); at >= 0; ) {
      out.add(text.slice(from, at));
      from = at + separator.length();
      at = text.chars().indexOf(separator, from);
    }
    out.add(text.slice(from, text.length()));
    return out;
  }

  private static MarkedText replace(MarkedText text, String old, MarkedText by) {
    var out = new MarkedText.Builder();
    var pieces = split(text, old);
    for (int i = 0; i < pieces.size(); i++) {
      if (i > 0) {
        out.append(by);
      }
      out.append(text(pieces.get(i)));
    }
    return out.build();
  }

  private static List<Object> pairs(Object of) {
    if (!(of instanceof Map<?, ?> map)) {
      throw new TemplateException("%s has no items".formatted(Values.kind(of)));
    }
    List<Object> out = new ArrayList<>();
    map.forEach((key, value) -> out.add(List.of(Values.key(key), value)));
    return out;
  }

  private static List<Object> range(Arguments arguments) {
    boolean one = arguments.positional().size() == 1;
    long from = one ? 0 : integer(arguments.at(0));
    long to = integer(arguments.at(one ? 0 : 1));
    long step = integer(arguments.get(2, "step", 1L));
    if (step == 0 || Math.abs((to - from) / step) > MAX_RANGE) {
      throw new TemplateException("a range has step 0 or is too long");
    }
    List<Object> out = new ArrayList<>();
    for (long i = from; step > 0 ? i < to : i > to; i += step) {
      out.add(i);
    }
    return out;
  }

  private static TemplateException noMethod(String name, Object of) {
    return new TemplateException("%s has no method '%s'".formatted(Values.kind(of), name));
  }
}
