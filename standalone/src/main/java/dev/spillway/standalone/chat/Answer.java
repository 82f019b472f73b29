package dev.spillway.standalone.chat;

import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A whole answer.
 *
 * @param facts what the gateway says of it, by header name without the prefix {@code x-spillway-}
 */
record Answer(String text, Map<String, String> facts) {

  private static final Set<String> GIVEN_AGAIN = Set.of("hit", "coalesced");

  /** One line, for example {@code demo-small, confidence 0.97, $0.0000021 (largest $0.000021)}. */
  String summary() {
    var parts = new ArrayList<String>();
    fact("tier").ifPresent(parts::add);
    fact("confidence").map(Answer::rounded).ifPresent(value -> parts.add("confidence " + value));
    fact("escalations")
        .filter(count -> !count.equals("0"))
        .ifPresent(count -> parts.add(count.equals("1") ? "escalated" : "escalated twice or more"));
    fact("cache").filter(GIVEN_AGAIN::contains).ifPresent(given -> parts.add("from the cache"));
    fact("cost-usd")
        .map(cost -> "$" + cost + fact("cost-if-largest-usd").map(Answer::largest).orElse(""))
        .ifPresent(parts::add);
    return String.join(", ", parts);
  }

  private Optional<String> fact(String name) {
    return Optional.ofNullable(facts.get(name));
  }

  private static String largest(String cost) {
    return " (largest $%s)".formatted(cost);
  }

  private static String rounded(String probability) {
    return "%.2f".formatted(Double.parseDouble(probability));
  }
}
