package dev.spillway.worker.server;

import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.ModelLoad;
import dev.spillway.worker.engine.Engine;
import dev.spillway.worker.engine.EngineOptions;
import dev.spillway.worker.engine.Sharing;
import dev.spillway.worker.format.GgufFile;
import dev.spillway.worker.grammar.Grammars;
import dev.spillway.worker.text.ChatTemplate;
import dev.spillway.worker.text.SharedBeginnings;
import dev.spillway.worker.text.Tokenizer;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A model that is ready: its text side and its engine. Owns the file, which the engine reads from.
 */
record ServedModel(
    ModelInfo info,
    Tokenizer tokenizer,
    ChatTemplate template,
    SharedBeginnings beginnings,
    Grammars grammars,
    Engine engine,
    GgufFile file)
    implements AutoCloseable {

  /**
   * @throws dev.spillway.worker.format.GgufException the file cannot be used
   */
  static ServedModel load(
      String id,
      Path path,
      EngineOptions options,
      OptionalInt contextLimit,
      long grammarBytes,
      Function<String, Sharing> sharing) {
    var file = GgufFile.open(path);
    try {
      var tokenizer = Tokenizer.from(file.metadata());
      var template = ChatTemplate.from(file.metadata(), tokenizer);
      var fingerprint = file.fingerprint();
      var engine = Engine.start(file, options, sharing.apply(fingerprint));
      int context = Math.min(engine.contextLength(), contextLimit.orElse(Integer.MAX_VALUE));
      var info = new ModelInfo(id, context, Fingerprint.of(fingerprint, options.kvType()));
      var beginnings = new SharedBeginnings(template, tokenizer);
      var grammars = new Grammars(id, tokenizer.bytes(), tokenizer.ends(), grammarBytes);
      return new ServedModel(info, tokenizer, template, beginnings, grammars, engine, file);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  String id() {
    return info.id();
  }

  /** What it can do at once, and is doing. */
  ModelLoad load() {
    var stats = engine.stats();
    return new ModelLoad(
        engine.mostRunning(), stats.running(), stats.waiting(), engine.kvTokens(), stats.steps());
  }

  @Override
  public void close() {
    engine.close();
    file.close();
  }
}
