package dev.spillway.standalone.replay.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.standalone.replay.twin.Distribution;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A report as JSON. Times are seconds. The same replay gives the same bytes: nothing of the machine
 * or the day is in it.
 */
public final class ReportJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final MathContext DIGITS = new MathContext(7);

  private ReportJson() {}

  public static String of(Report report) {
    var root = JSON.createObjectNode();
    conditions(root, report.conditions());
    var policies = root.putArray("policies");
    report.policies().forEach(summary -> policy(policies.addObject(), summary));
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void conditions(ObjectNode root, Conditions c) {
    var trace = root.putObject("trace");
    trace.put("name", c.trace().name());
    trace.put("form", c.trace().form());
    trace.put("requests", c.trace().size());
    trace.put("prompt_tokens", c.trace().promptTokens());
    trace.put("answer_tokens", c.trace().answerTokens());
    number(trace, "requests_per_second", c.trace().rate());
    var setup = c.twin().setup();
    var workers = root.putObject("workers");
    workers.put("count", c.twin().workers());
    workers.put("placement", c.twin().placement().toString());
    workers.put("kv_blocks", setup.blocks());
    workers.put("max_running", setup.limits().maxRunning());
    workers.put("step_tokens", setup.limits().stepTokens());
    workers.put("max_tokens", setup.maxTokens());
    root.put("profile", c.profile());
    number(root, "profile_mean_error", c.profileError());
    root.put("predictor", c.predictor());
    root.put("seed", c.seed());
    if (c.capacity() > 0) {
      number(root, "capacity_requests_per_second", c.capacity());
      number(root, "load", c.load());
    }
    var objective = root.putObject("objective");
    number(objective, "time_to_first_token", c.objective().timeToFirst());
    number(objective, "time_per_output_token", c.objective().timePerToken());
  }

  private static void policy(ObjectNode node, Summary s) {
    node.put("policy", s.policy());
    node.put("ended", s.ended());
    node.put("refused", s.run().refused());
    number(node, "seconds", s.seconds());
    node.put("prompt_tokens", s.promptTokens());
    node.put("answer_tokens", s.answerTokens());
    number(node, "requests_per_second", s.perSecond(s.ended()));
    number(node, "answer_tokens_per_second", s.perSecond(s.answerTokens()));
    var met = node.putObject("within_objective");
    number(met, "share", s.share(s.metObjective()));
    number(met, "requests_per_second", s.perSecond(s.metObjective()));
    number(met, "answer_tokens_per_second", s.perSecond(s.metTokens()));
    distribution(node.putObject("time_to_first_token"), s.timeToFirst());
    distribution(node.putObject("time_per_output_token"), s.timePerToken());
    distribution(node.putObject("latency"), s.latency());
    distribution(node.putObject("wait_for_first_step"), s.waiting());
    distribution(node.putObject("longest_pause"), s.longestPause());
    var evictions = node.putObject("evictions");
    evictions.put("requests", s.evicted());
    number(evictions, "share", s.share(s.evicted()));
    evictions.put("total", s.evictions());
    evictions.put("tokens_computed_again", s.recomputedTokens());
    var gauges = s.run().gauges();
    var kv = node.putObject("kv_occupancy");
    number(kv, "mean_while_short", gauges.shortOccupancy());
    number(kv, "most", gauges.mostOccupancy());
    number(node, "time_share_memory_short", gauges.shortShare());
    number(node, "time_share_some_wait", gauges.waitedShare());
    number(node, "prefix_hit_rate", s.prefixHitRate());
    node.put("cached_tokens", s.cachedTokens());
    node.put("loaded_tokens", s.loadedTokens());
    node.put("steps", gauges.steps());
    number(node, "tokens_per_step", gauges.tokensPerStep());
    number(node, "busy_worker_seconds", gauges.busySeconds());
    node.put("longest_queue", gauges.longestQueue());
  }

  private static void distribution(ObjectNode node, Distribution values) {
    number(node, "mean", values.mean());
    number(node, "p50", values.percentile(50));
    number(node, "p95", values.percentile(95));
    number(node, "p99", values.percentile(99));
    number(node, "max", values.max());
  }

  /** With seven digits: more is noise of the last addition. What is no number becomes null. */
  private static void number(ObjectNode node, String field, double value) {
    if (Double.isFinite(value)) {
      node.put(field, new BigDecimal(value).round(DIGITS).stripTrailingZeros());
    } else {
      node.putNull(field);
    }
  }
}
