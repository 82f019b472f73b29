package dev.spillway.worker.server;

import dev.spillway.cache.BlockStore;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.worker.engine.EngineOptions;
import dev.spillway.worker.engine.Sharing;
import dev.spillway.worker.format.GgufException;
import dev.spillway.worker.kernel.KernelFlavour;
import dev.spillway.worker.schedule.SchedulingPolicy;
import dev.spillway.worker.schedule.Speculation;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The models of this worker, by name. */
final class ServedModels implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ServedModels.class);

  private final Map<String, ServedModel> models;
  private final BlockStore store;

  private ServedModels(Map<String, ServedModel> models, BlockStore store) {
    this.models = models;
    this.store = store;
  }

  /**
   * Loads all of them, or none.
   *
   * @param store of computed prompts, closed with the models
   * @throws ConfigurationException in one line, which file is wrong, and how
   */
  static ServedModels load(WorkerConfig config, BlockStore store) {
    var models = new LinkedHashMap<String, ServedModel>();
    if (!config.enabled()) {
      return new ServedModels(models, store);
    }
    var options = options(config);
    try {
      ModelFiles.find(config.models().orElse(List.of()))
          .forEach(
              (id, path) -> {
                var model =
                    ServedModel.load(
                        id,
                        path,
                        options,
                        config.contextLimit(),
                        config.grammarMemory().asLongValue(),
                        sharing(config, store));
                models.put(id, model);
                LOG.infof("Model %s: context %d", id, model.info().contextLength());
              });
    } catch (GgufException e) {
      closeAll(models.values());
      throw new ConfigurationException("a model cannot be loaded: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      closeAll(models.values());
      throw e;
    }
    return new ServedModels(models, store);
  }

  /** With whom a model's computed prompts are shared, given its fingerprint. */
  private static Function<String, Sharing> sharing(WorkerConfig config, BlockStore store) {
    if (store == BlockStore.NONE) {
      return fingerprint -> Sharing.NONE;
    }
    var shared = config.sharedCache();
    return fingerprint ->
        new Sharing(
            store,
            fingerprint,
            shared.load(),
            shared.loading().asLongValue(),
            shared.saving().asLongValue(),
            shared.authenticated());
  }

  private static EngineOptions options(WorkerConfig config) {
    return new EngineOptions(
        config.kernels().orElse(KernelFlavour.best()),
        config.threads().orElse(EngineOptions.DEFAULTS.threads()),
        config.maxRunning(),
        config.maxWaiting(),
        config.stepTokens(),
        config.kvMemory().asLongValue(),
        policy(config),
        config.swapMemory().asLongValue(),
        config.speculation() ? EngineOptions.DEFAULTS.speculation() : Speculation.OFF,
        config.kvType());
  }

  /**
   * @throws ConfigurationException in one line, which setting is wrong, and what there is
   */
  private static SchedulingPolicy policy(WorkerConfig config) {
    try {
      return SchedulingPolicy.named(config.order(), config.admission())
          .withStarvationNanos(config.starvationBound().toNanos())
          .withStretch(config.stretch());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("spillway.worker: " + e.getMessage());
    }
  }

  /** Of the store of computed prompts, in a word or two. */
  String sharedCache() {
    return store.state();
  }

  Collection<ServedModel> all() {
    return models.values();
  }

  /**
   * @throws SpillwayException {@link ErrorKind.ModelNotFound}
   */
  ServedModel get(String id) {
    var model = models.get(id);
    if (model == null) {
      throw new SpillwayException(
          new ErrorKind.ModelNotFound(id, new ArrayList<>(models.keySet())));
    }
    return model;
  }

  /** The store last: what engines save when they are closed goes there. */
  @Override
  public void close() {
    closeAll(models.values());
    store.close();
  }

  private static void closeAll(Collection<ServedModel> models) {
    models.forEach(ServedModel::close);
  }
}
