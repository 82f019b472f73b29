package dev.spillway.worker.server;

import dev.spillway.worker.embed.Embedder;
import dev.spillway.worker.engine.EngineStats;
import dev.spillway.worker.kernel.KernelFlavour;
import dev.spillway.worker.schedule.SchedulerCounters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The worker's metrics, for each model. Engines count for themselves; here they are only read. */
final class WorkerMeters {
  private static final String PREFIX = "spillway.worker.";

  private final MeterRegistry registry;

  WorkerMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void watch(ServedModel model) {
    var tags = Tags.of("model", model.id());
    gauge("requests.running", "Requests that advance", tags, model, EngineStats::running);
    gauge("requests.waiting", "Requests that wait", tags, model, EngineStats::waiting);
    gauge("kv.blocks.used", "KV blocks in use", tags, model, EngineStats::blocksUsed);
    gauge("kv.blocks.limit", "KV blocks there are", tags, model, EngineStats::blocksTotal);
    counter("tokens.prompt", "Prompt tokens computed", tags, model, EngineStats::promptTokens);
    counter(
        "tokens.cached", "Prompt tokens found computed", tags, model, EngineStats::cachedTokens);
    counter("tokens.generated", "Tokens generated", tags, model, EngineStats::generatedTokens);
    scheduler(model, tags);
    grammars(model, tags);
    cancelled(model.id());
    failed(model.id());
    FunctionTimer.builder(
            PREFIX + "step",
            model,
            m -> m.engine().stats().steps(),
            m -> m.engine().stats().stepNanos(),
            TimeUnit.NANOSECONDS)
        .description("Steps and the time they took")
        .tags(tags)
        .register(registry);
  }

  private void scheduler(ServedModel model, Tags tags) {
    preempted("swap", tags, model, SchedulerCounters::swapped);
    preempted("recompute", tags, model, SchedulerCounters::recomputed);
    preempted("pause", tags, model, SchedulerCounters::paused);
    counter(
        "tokens.recomputed",
        "Tokens computed again after a preemption",
        tags,
        model,
        stats -> stats.scheduler().recomputedTokens());
    counter("drafts", "Tokens guessed ahead", tags, model, stats -> stats.scheduler().drafted());
    counter(
        "drafts.accepted",
        "Tokens guessed ahead that were right",
        tags,
        model,
        stats -> stats.scheduler().accepted());
  }

  private void grammars(ServedModel model, Tags tags) {
    Gauge.builder(PREFIX + "grammar.bytes", model, m -> m.grammars().bytes())
        .description("Memory of what is known of formats")
        .baseUnit("bytes")
        .tags(tags)
        .register(registry);
    FunctionTimer.builder(
            PREFIX + "grammar.compilations",
            model,
            m -> m.grammars().compiled(),
            m -> m.grammars().compileNanos(),
            TimeUnit.NANOSECONDS)
        .description("Schemas that were made into grammars, and the time that took")
        .tags(tags)
        .register(registry);
  }

  private void preempted(
      String kind, Tags tags, ServedModel model, ToDoubleFunction<SchedulerCounters> value) {
    counter(
        "preemptions",
        "Times that a request lost its memory (swap, recompute) or only its place (pause)",
        tags.and("kind", kind),
        model,
        stats -> value.applyAsDouble(stats.scheduler()));
  }

  /** Which kernels compute: a constant 1, with the answer in its labels. */
  void kernels(KernelFlavour flavour) {
    Gauge.builder(PREFIX + "kernels", () -> 1)
        .description("The kernels in use; degraded means slower than this hardware could")
        .tag("flavour", flavour.name().toLowerCase(Locale.ROOT))
        .tag("degraded", String.valueOf(flavour != KernelFlavour.VECTOR))
        .register(registry);
  }

  /** Its state is a constant 1 with the state in its label. */
  void watch(Embedder embedder) {
    for (var state : Embedder.State.values()) {
      Gauge.builder(PREFIX + "embedder", embedder, e -> e.state() == state ? 1 : 0)
          .description("Whether texts can be embedded here: 1 for the state that holds")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    FunctionTimer.builder(
            PREFIX + "embeddings", embedder, Embedder::texts, Embedder::nanos, TimeUnit.NANOSECONDS)
        .description("Texts embedded and the time they took")
        .register(registry);
  }

  /** The measuring of one answer, which begins now. */
  AnswerMeter answer(String model) {
    var firstToken =
        Timer.builder(PREFIX + "first.token")
            .description("From the request to its first token")
            .publishPercentileHistogram()
            .tag("model", model)
            .register(registry);
    var resumed =
        DistributionSummary.builder(PREFIX + "resumed.computed.tokens")
            .description("Tokens that an answer begun by another worker had to be computed again")
            .serviceLevelObjectives(16, 32, 64, 128, 256, 512, 1_024, 4_096)
            .tag("model", model)
            .register(registry);
    var begun = Timer.start(registry);
    return new AnswerMeter() {
      @Override
      public void onFirstToken() {
        begun.stop(firstToken);
      }

      @Override
      public void onResumed(int computedTokens) {
        resumed.record(computedTokens);
      }

      @Override
      public void onCancelled() {
        cancelled(model).increment();
      }

      @Override
      public void onFailed() {
        failed(model).increment();
      }
    };
  }

  private Counter cancelled(String model) {
    return requests("cancelled", "Requests whose caller went away", model);
  }

  private Counter failed(String model) {
    return requests("failed", "Requests that ended with a failure", model);
  }

  private Counter requests(String outcome, String description, String model) {
    return Counter.builder(PREFIX + "requests." + outcome)
        .description(description)
        .tag("model", model)
        .register(registry);
  }

  private void gauge(
      String name,
      String description,
      Tags tags,
      ServedModel model,
      ToDoubleFunction<EngineStats> value) {
    Gauge.builder(PREFIX + name, model, m -> value.applyAsDouble(m.engine().stats()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private void counter(
      String name,
      String description,
      Tags tags,
      ServedModel model,
      ToDoubleFunction<EngineStats> value) {
    FunctionCounter.builder(PREFIX + name, model, m -> value.applyAsDouble(m.engine().stats()))
        .description(description)
        .tags(tags)
        .register(registry);
  }
}
