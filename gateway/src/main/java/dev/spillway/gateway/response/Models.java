package dev.spillway.gateway.response;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Which weights serve a model. While no worker serves it they are taken to be those of before, so
 * that what was answered stays good while workers are away. Bounded by the tiers' models.
 */
final class Models {
  private final Function<String, List<String>> served;
  private final Map<String, List<String>> last = new ConcurrentHashMap<>();

  /**
   * @param served the fingerprints of the weights that go by a model's name now
   */
  Models(Function<String, List<String>> served) {
    this.served = served;
  }

  List<String> fingerprints(String model) {
    var now = served.apply(model);
    if (now.isEmpty()) {
      return last.getOrDefault(model, now);
    }
    last.put(model, now);
    return now;
  }
}
