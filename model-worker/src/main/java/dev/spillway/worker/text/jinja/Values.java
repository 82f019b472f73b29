package dev.spillway.worker.text.jinja;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What template values are and how Python would treat them: {@link MarkedText}, Long, Double,
 * Boolean, {@link #NONE}, {@link Undefined}, lists, maps with String keys, and {@link Namespace}.
 */
final class Values {
  /** Python's None. */
  static final Object NONE =
      new Object() {
        @Override
        public String toString() {
          return "None";
        }
      };

  /** A variable or attribute that is not there. Printing it prints nothing. */
  record Undefined(String name) {}

  /** The one kind of value that a template can change. */
  record Namespace(Map<String, Object> attributes) {}

  private Values() {}

  static boolean truth(Object value) {
    return switch (value) {
      case Undefined _ -> false;
      case Boolean flag -> flag;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case MarkedText text -> !text.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> value != NONE;
    };
  }

  /** As {@code str()} would write it. */
  static MarkedText text(Object value) {
    return switch (value) {
      case MarkedText text -> text;
      case Undefined _ -> MarkedText.EMPTY;
      case Boolean flag -> MarkedText.trusted(flag ? "True" : "False");
      case Long _, Double _ -> MarkedText.trusted(value.toString());
      case List<?> _, Map<?, ?> _, Namespace _ ->
          throw new TemplateException(
              kind(value) + " cannot be printed; only text, numbers and booleans can");
      default -> MarkedText.trusted(value.toString());
    };
  }

  static boolean equal(Object left, Object right) {
    if (left instanceof MarkedText a && right instanceof MarkedText b) {
      return a.chars().equals(b.chars());
    }
    if (left instanceof Number a && right instanceof Number b) {
      return a.doubleValue() == b.doubleValue();
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (int i = 0; i < a.size(); i++) {
        if (!equal(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (left instanceof Undefined && right instanceof Undefined) {
      return true;
    }
    return Objects.equals(left, right);
  }

  static boolean contains(Object all, Object one) {
    return switch (all) {
      case MarkedText text when one instanceof MarkedText part ->
          text.chars().contains(part.chars());
      case List<?> list -> list.stream().anyMatch(item -> equal(item, one));
      case Map<?, ?> map -> one instanceof MarkedText key && map.containsKey(key.chars());
      case Undefined _ -> false;
      default -> throw mismatch("in", one, all);
    };
  }

  static Object member(Object of, String name) {
    Object found =
        switch (of) {
          case Map<?, ?> map -> map.get(name);
          case Namespace namespace -> namespace.attributes().get(name);
          case Undefined undefined ->
              throw new TemplateException(
                  "'%s' is undefined, so it has no '%s'".formatted(undefined.name(), name));
          default -> null;
        };
    return found == null ? new Undefined(name) : found;
  }

  static Object index(Object of, Object index) {
    if (index instanceof MarkedText key) {
      var found = member(of, key.chars());
      // A person's text must not reach an error message as the name of something missing.
      return found instanceof Undefined && !key.whollyTrusted() ? new Undefined("an item") : found;
    }
    if (!(index instanceof Long at)) {
      throw new TemplateException("%s cannot be an index".formatted(kind(index)));
    }
    int length = length(of);
    long place = at < 0 ? at + length : at;
    if (place < 0 || place >= length) {
      return new Undefined("item " + at);
    }
    return switch (of) {
      case MarkedText text -> text.slice((int) place, (int) place + 1);
      case List<?> list -> item(list, (int) place);
      default -> new Undefined("item " + at);
    };
  }

  static Object item(List<?> list, int at) {
    return Objects.requireNonNull(list.get(at));
  }

  static int length(Object of) {
    return switch (of) {
      case MarkedText text -> text.length();
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case Undefined _ -> 0;
      default -> throw new TemplateException("%s has no length".formatted(kind(of)));
    };
  }

  /** What a loop runs over. */
  static List<?> items(Object of) {
    return switch (of) {
      case List<?> list -> list;
      case Map<?, ?> map -> map.keySet().stream().map(key -> (Object) key(key)).toList();
      case MarkedText text ->
          text.chars().chars().mapToObj(c -> (Object) text.with(String.valueOf((char) c))).toList();
      case Undefined _ -> List.of();
      default -> throw new TemplateException("%s cannot be looped over".formatted(kind(of)));
    };
  }

  /** A person may have named it, such as the parameter of a tool. */
  static MarkedText key(Object key) {
    return MarkedText.untrusted((String) key);
  }

  static TemplateException mismatch(String operator, Object left, Object right) {
    return new TemplateException(
        "'%s' does not work on %s and %s".formatted(operator, kind(left), kind(right)));
  }

  static String kind(Object value) {
    return switch (value) {
      case MarkedText _ -> "text";
      case Long _ -> "an integer";
      case Double _ -> "a float";
      case Boolean _ -> "a boolean";
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "a mapping";
      case Undefined undefined -> "'%s', which is undefined,".formatted(undefined.name());
      case Namespace _ -> "a namespace";
      default -> "none";
    };
  }
}
