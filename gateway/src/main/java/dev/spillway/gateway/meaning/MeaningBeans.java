package dev.spillway.gateway.meaning;

import dev.spillway.gateway.cascade.CascadeRunner;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.workers.Embedders;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Wires this package. Its classes take what they need by constructor, so tests wire it too. */
@Singleton
class MeaningBeans {
  /** Before a call for learning is tried again, the first time. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  @Produces
  @Singleton
  QuestionMeanings meanings(Embedders embedders, GatewayConfig config) {
    return new QuestionMeanings(
        embedders::embed,
        config.responses().similar().embedTimeout(),
        config.embedding().learningTimeout(),
        PAUSE);
  }

  @Produces
  @Singleton
  MeaningFirst answers(
      CascadeRunner cascades,
      QuestionMeanings meanings,
      GatewayConfig config,
      MeterRegistry registry) {
    return new MeaningFirst(cascades, meanings, config.embedding().patience(), registry);
  }
}
