package dev.spillway.worker.text.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arithmetic, comparison and slicing as in Python. */
final class Operators {
  private Operators() {}

  static Object apply(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> Values.equal(left, right);
      case "!=" -> !Values.equal(left, right);
      case "in" -> Values.contains(right, left);
      case "<" -> compare(operator, left, right) < 0;
      case "<=" -> compare(operator, left, right) <= 0;
      case ">" -> compare(operator, left, right) > 0;
      case ">=" -> compare(operator, left, right) >= 0;
      case "~" -> Values.text(left).plus(Values.text(right));
      case "+" -> add(left, right);
      default -> arithmetic(operator, left, right);
    };
  }

  static Object negative(Object value) {
    return switch (value) {
      case Long number -> -number;
      case Double number -> -number;
      default -> throw new TemplateException("'-' does not work on " + Values.kind(value));
    };
  }

  private static Object add(Object left, Object right) {
    if (left instanceof MarkedText a && right instanceof MarkedText b) {
      return a.plus(b);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      var all = new ArrayList<Object>(a);
      all.addAll(b);
      return all;
    }
    return arithmetic("+", left, right);
  }

  private static Object arithmetic(String operator, Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b && !operator.equals("/")) {
      if (b == 0 && (operator.equals("%") || operator.equals("//"))) {
        throw new TemplateException("division by zero");
      }
      return switch (operator) {
        case "+" -> a + b;
        case "-" -> a - b;
        case "*" -> a * b;
        case "//" -> Math.floorDiv(a, b);
        case "%" -> Math.floorMod(a, b);
        default -> throw Values.mismatch(operator, left, right);
      };
    }
    if (!(left instanceof Number a) || !(right instanceof Number b)) {
      throw Values.mismatch(operator, left, right);
    }
    double x = a.doubleValue();
    double y = b.doubleValue();
    return switch (operator) {
      case "+" -> x + y;
      case "-" -> x - y;
      case "*" -> x * y;
      case "/" -> x / y;
      case "//" -> Math.floor(x / y);
      case "%" -> x - Math.floor(x / y) * y;
      default -> throw Values.mismatch(operator, left, right);
    };
  }

  private static int compare(String operator, Object left, Object right) {
    if (left instanceof MarkedText a && right instanceof MarkedText b) {
      return a.chars().compareTo(b.chars());
    }
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    if (left instanceof Number a && right instanceof Number b) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    throw Values.mismatch(operator, left, right);
  }

  static Object slice(
      Object of, @Nullable Object from, @Nullable Object to, @Nullable Object step) {
    long by = step == null ? 1 : whole(step);
    if (by == 0) {
      throw new TemplateException("a slice cannot have step 0");
    }
    int length = Values.length(of);
    long start = bound(from, by > 0 ? 0 : length - 1L, length, by);
    long end = bound(to, by > 0 ? length : -1L, length, by);
    if (of instanceof MarkedText text) {
      if (by == 1) {
        return text.slice((int) start, (int) Math.max(start, end));
      }
      var out = new MarkedText.Builder();
      for (long i = start; by > 0 ? i < end : i > end; i += by) {
        out.append(text.slice((int) i, (int) i + 1));
      }
      return out.build();
    }
    if (of instanceof List<?> list) {
      List<Object> out = new ArrayList<>();
      for (long i = start; by > 0 ? i < end : i > end; i += by) {
        out.add(Values.item(list, (int) i));
      }
      return out;
    }
    throw new TemplateException(Values.kind(of) + " cannot be sliced");
  }

  /** A slice's bound as Python clips it: to [0, length], or [-1, length - 1] going backwards. */
  private static long bound(@Nullable Object given, long fallback, int length, long step) {
    if (given == null || given == Values.NONE) {
      return fallback;
    }
    long at = whole(given);
    if (at < 0) {
      at += length;
    }
    return step > 0 ? Math.clamp(at, 0L, length) : Math.clamp(at, -1L, length - 1L);
  }

  private static long whole(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new TemplateException("a slice needs integers, not " + Values.kind(value));
  }
}
