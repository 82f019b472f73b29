package dev.spillway.worker.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The typed key-value pairs at the head of a model file.
 *
 * <p>A getter without a fallback throws {@link GgufException} where the key is missing, and every
 * getter throws where the value has another type or does not fit. Any width of integer serves where
 * an integer is asked for, and any width of float where a float is.
 */
public final class Metadata {
  private final String file;
  private final Map<String, Object> values;

  /**
   * Values are Long, Double, Boolean, String, {@code List<String>}, {@code long[]} or {@code
   * double[]}.
   */
  Metadata(String file, Map<String, Object> values) {
    this.file = file;
    this.values = Map.copyOf(values);
  }

  public Set<String> keys() {
    return values.keySet();
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  public String string(String key) {
    return optionalString(key).orElseThrow(() -> missing(key));
  }

  public Optional<String> optionalString(String key) {
    return switch (values.get(key)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      case Object other -> throw wrong(key, "a string", other);
    };
  }

  public int integer(String key) {
    return toInt(key, present(key));
  }

  public int integer(String key, int fallback) {
    var value = values.get(key);
    return value == null ? fallback : toInt(key, value);
  }

  public float floating(String key) {
    return toFloat(key, present(key));
  }

  public float floating(String key, float fallback) {
    var value = values.get(key);
    return value == null ? fallback : toFloat(key, value);
  }

  public boolean flag(String key, boolean fallback) {
    return switch (values.get(key)) {
      case null -> fallback;
      case Boolean flag -> flag;
      case Object other -> throw wrong(key, "a boolean", other);
    };
  }

  public List<String> strings(String key) {
    if (present(key) instanceof List<?> list) {
      @SuppressWarnings("unchecked") // The reader makes lists of strings only.
      var strings = (List<String>) list;
      return strings;
    }
    throw wrong(key, "an array of strings", present(key));
  }

  public int[] integers(String key) {
    if (!(present(key) instanceof long[] numbers)) {
      throw wrong(key, "an array of integers", present(key));
    }
    var out = new int[numbers.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = toInt(key, numbers[i]);
    }
    return out;
  }

  public float[] floats(String key) {
    if (!(present(key) instanceof double[] numbers)) {
      throw wrong(key, "an array of floats", present(key));
    }
    var out = new float[numbers.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) numbers[i];
    }
    return out;
  }

  /** The failure of a reader of this metadata that cannot work with a value it found. */
  public GgufException unusable(String key, String reason) {
    return new GgufException(file, "metadata key '%s' %s".formatted(key, reason));
  }

  private Object present(String key) {
    @Nullable Object value = values.get(key);
    if (value == null) {
      throw missing(key);
    }
    return value;
  }

  private int toInt(String key, Object value) {
    if (!(value instanceof Long number)) {
      throw wrong(key, "an integer", value);
    }
    if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
      throw unusable(key, "does not fit 32 bits: " + Long.toUnsignedString(number));
    }
    return number.intValue();
  }

  private float toFloat(String key, Object value) {
    return switch (value) {
      case Double number -> number.floatValue();
      case Long number -> number;
      default -> throw wrong(key, "a float", value);
    };
  }

  private GgufException missing(String key) {
    return unusable(key, "is missing");
  }

  private GgufException wrong(String key, String expected, Object found) {
    var kind =
        switch (found) {
          case Long _ -> "an integer";
          case Double _ -> "a float";
          case Boolean _ -> "a boolean";
          case String _ -> "a string";
          case List<?> _ -> "an array of strings";
          case long[] _ -> "an array of integers";
          default -> "an array of floats";
        };
    return unusable(key, "should be %s but is %s".formatted(expected, kind));
  }
}
