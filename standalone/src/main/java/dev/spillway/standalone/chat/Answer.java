package dev.spillway.standalone.chat;

import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;

/**
 * A whole answer.
 *
 * @param facts what the gateway says of it, by header name without the prefix {@code x-spillway-}
 */
record Answer(String text, Map<String, String> facts) {

  /** One line, for example {@code demo-small, confidence 0.97, $0.0000021 (largest $0.0000210)}. */
  String summary() {
    var parts = new ArrayList<String>();
    add(parts, "tier", "%s");
    add(parts, "confidence", "confidence %s");
    if (!"0".equals(facts.getOrDefault("escalations", "0"))) {
      add(parts, "escalations", "escalations %s");
    }
    if (facts.containsKey("cost-usd")) {
      var largest = facts.get("cost-if-largest-usd");
      parts.add(
          "$%s%s"
              .formatted(
                  facts.get("cost-usd"),
                  largest == null ? "" : " (largest $%s)".formatted(largest)));
    }
    return String.join(", ", parts);
  }

  private void add(ArrayList<String> parts, String name, String format) {
    var value = facts.get(name.toLowerCase(Locale.ROOT));
    if (value != null) {
      parts.add(format.formatted(value));
    }
  }
}
