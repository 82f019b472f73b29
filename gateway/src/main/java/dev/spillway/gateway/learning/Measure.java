package dev.spillway.gateway.learning;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a reply's quality is taken to be. */
public enum Measure {
  /** 1 if it comes to the same as the last tier's reply to the same request, else 0. No labels. */
  AGREEMENT,
  /** What the label of the answer says, and of other replies whether they agree with the answer. */
  LABELS;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Measure> ofWireName(String name) {
    return Arrays.stream(values()).filter(each -> each.wireName().equals(name)).findFirst();
  }

  public static List<String> wireNames() {
    return Arrays.stream(values()).map(Measure::wireName).toList();
  }
}
