package dev.spillway.worker.server;

import dev.spillway.cache.BlockStore;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import dev.spillway.worker.embed.Embedder;
import dev.spillway.worker.engine.EngineStats;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Multi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A whole worker without Quarkus: real configuration, a real engine, a tiny model. */
final class TestWorker implements AutoCloseable {
  static final String MODEL = "tiny";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Slow enough that a test can act while it answers, and its greedy answers are long. */
  static final TinyLlama SLOW = new TinyLlama(11, WeightType.F32, 4, 256, 4, 2, 512, 4096, false);

  final WorkerConfig config;
  final ServedModels models;
  final EngineWorker worker;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final Embedder embedder = new Embedder(true);
  final ExecutorService executor = Executors.newCachedThreadPool();

  private TestWorker(WorkerConfig config) {
    this.config = config;
    this.models = ServedModels.load(config, BlockStore.NONE);
    int most = config.maxRunning() + config.maxWaiting();
    this.worker =
        new EngineWorker("worker-1", models, most, new WorkerMeters(registry), executor, embedder);
  }

  static TestWorker of(Path folder, TinyLlama model, Map<String, String> settings) {
    model.writeTo(folder.resolve(MODEL + ".gguf"));
    var all = new HashMap<>(settings);
    all.put("spillway.worker.models", folder.toString());
    return new TestWorker(config(all));
  }

  static WorkerConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(WorkerConfig.class)
        .withSources(new PropertiesConfigSource(settings, "test", 100))
        .build()
        .getConfigMapping(WorkerConfig.class);
  }

  static GenerateRequest request(String content, Sampling sampling) {
    return new GenerateRequest(
        "r-1", MODEL, List.of(new ChatMessage(Role.USER, content)), sampling);
  }

  List<GenerateEvent> answer(GenerateRequest request) {
    return Multi.createFrom()
        .publisher(worker.generate(request))
        .collect()
        .asList()
        .await()
        .atMost(PATIENCE);
  }

  /** Of an answer, what was told token by token. */
  static List<GenerateEvent.Token> tokens(List<GenerateEvent> answer) {
    return answer.stream()
        .filter(GenerateEvent.Token.class::isInstance)
        .map(GenerateEvent.Token.class::cast)
        .toList();
  }

  /** All that a complete answer says. */
  static String text(List<GenerateEvent> answer) {
    var text = new StringBuilder();
    tokens(answer).forEach(token -> text.append(token.text()));
    return text + ((GenerateEvent.Finished) answer.getLast()).tail();
  }

  AnswerMeter meter() {
    return new WorkerMeters(registry).answer(MODEL);
  }

  EngineStats stats() {
    return models.get(MODEL).engine().stats();
  }

  /** Waits until the engine's numbers are as told; fails if they do not become so. */
  EngineStats await(Predicate<EngineStats> condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.test(stats())) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the engine is still at " + stats());
      }
      LockSupport.parkNanos(1_000_000);
    }
    return stats();
  }

  @Override
  public void close() {
    models.close();
    embedder.close();
    executor.shutdownNow();
  }
}
