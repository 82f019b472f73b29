package dev.spillway.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A value in a JSON body together with its path, so that whatever is wrong with it can be named.
 * {@code null} counts as absent, as client libraries send it for what was not set.
 */
public record Field(String path, JsonNode value) {
  /** Of a member in an error. */
  private static final int LONGEST_NAME = 128;

  /** A member of this object, if it is there and not null. */
  public Optional<Field> member(String name) {
    var member = value.get(name);
    return member == null || member.isNull()
        ? Optional.empty()
        : Optional.of(new Field(path.isEmpty() ? name : path + "." + name, member));
  }

  public Field required(String name) {
    return member(name)
        .orElseThrow(
            () -> {
              var missing = path.isEmpty() ? name : path + "." + name;
              return new SpillwayException(
                  new ErrorKind.InvalidValue(missing, missing + " is missing"));
            });
  }

  public List<Field> elements() {
    if (!value.isArray()) {
      throw wrong("must be an array");
    }
    var elements = new ArrayList<Field>(value.size());
    for (var element : value) {
      elements.add(new Field(path + "[" + elements.size() + "]", element));
    }
    return elements;
  }

  /**
   * The members that are not among those known, and say anything: nothing is said by null, and by
   * an empty list or object.
   */
  public Map<String, String> unknown(Set<String> known) {
    var unknown = new TreeMap<String, String>();
    for (var member : value.properties()) {
      var said = member.getValue();
      if (!known.contains(member.getKey())
          && !said.isNull()
          && (said.isValueNode() || !said.isEmpty())) {
        unknown.put(member.getKey(), said.toString());
      }
    }
    return unknown;
  }

  /**
   * Refuses what is not among these members and says anything: it would get lost.
   *
   * @param known all that is read, or that changes nothing
   */
  public Field nothingBut(String... known) {
    var unknown = unknown(Set.of(known));
    if (!unknown.isEmpty()) {
      var name = unknown.keySet().iterator().next();
      var shown = name.substring(0, Math.min(name.length(), LONGEST_NAME));
      throw new Field(path.isEmpty() ? shown : path + "." + shown, value)
          .wrong("is not known here and cannot be passed on");
    }
    return this;
  }

  public Field object() {
    if (!value.isObject()) {
      throw wrong("must be an object");
    }
    return this;
  }

  public String string() {
    if (!value.isTextual()) {
      throw wrong("must be a string");
    }
    return value.textValue();
  }

  /** A string that an error may repeat, so it is not long. */
  public String string(int most) {
    var string = string();
    if (string.length() > most) {
      throw wrong("must have at most %d characters".formatted(most));
    }
    return string;
  }

  /** The value as JSON text. */
  public String json() {
    return value.toString();
  }

  public boolean bool() {
    if (!value.isBoolean()) {
      throw wrong("must be true or false");
    }
    return value.booleanValue();
  }

  /** A number from {@code least} to {@code most}. */
  public double number(double least, double most) {
    var number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(number >= least && number <= most)) {
      throw wrong("must be a number from %s to %s".formatted(plain(least), plain(most)));
    }
    return number;
  }

  /** A whole number from {@code least} to {@code most}. */
  public long whole(long least, long most) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong("must be a whole number");
    }
    var number = value.longValue();
    if (number < least || number > most) {
      throw wrong(
          most == Integer.MAX_VALUE
              ? "must be at least " + least
              : "must be from %d to %d".formatted(least, most));
    }
    return number;
  }

  public SpillwayException wrong(String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(path, path + " " + message));
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }
}
