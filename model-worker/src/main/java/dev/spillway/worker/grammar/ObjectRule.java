package dev.spillway.worker.grammar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects: their properties in order, of which some may be left out, and then others, if any may be
 * there. A property that may be left out makes no second copy of what follows it: where one may
 * come, so may the next.
 */
final class ObjectRule {
  private final List<Property> properties;
  private final @Nullable Rule keys;
  private final Rule values;

  /**
   * @param key its name
   */
  record Property(String key, Rule value, boolean required) {}

  /**
   * @param keys of other properties, with their quotes; null where there are none
   * @param values of other properties
   */
  ObjectRule(List<Property> properties, @Nullable Rule keys, Rule values) {
    this.properties = properties;
    this.keys = keys;
    this.values = values;
  }

  void addTo(Rule rule) {
    int all = properties.size();
    var end = new State().end();
    var expected = states(all + 1);
    var done = states(all + 1);
    boolean closes = true;
    for (int i = all; i >= 0; i--) {
      // Here all before the i-th was written or left out.
      if (i < all) {
        var property = properties.get(i);
        expected.get(i).also(key(property, done.get(i + 1)));
        if (property.required()) {
          closes = false;
        } else {
          expected.get(i).also(expected.get(i + 1));
        }
      } else if (keys != null) {
        var value = new State().call(values, done.get(all));
        expected.get(all).call(keys, new State().on(':', WhiteSpace.afterColon(value)));
      }
      done.get(i).on(',', WhiteSpace.before(expected.get(i)));
      if (closes) {
        WhiteSpace.close(done.get(i), '}', end, Gate.OPEN);
      }
    }
    var inside = new State().also(expected.getFirst());
    if (closes) {
      inside.on('}', end);
    }
    rule.add(new State().on('{', WhiteSpace.before(inside)));
  }

  private static State key(Property property, State done) {
    var at = WhiteSpace.afterColon(new State().call(property.value(), done));
    at = new State().on(':', at);
    var quoted = Spelling.quoted(property.key());
    for (int i = quoted.length - 1; i >= 0; i--) {
      at = new State().on(Byte.toUnsignedInt(quoted[i]), at);
    }
    return at;
  }

  private static List<State> states(int count) {
    var states = new ArrayList<State>();
    for (int i = 0; i < count; i++) {
      states.add(new State());
    }
    return states;
  }
}
