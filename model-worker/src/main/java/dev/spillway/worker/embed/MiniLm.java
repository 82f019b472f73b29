package dev.spillway.worker.embed;

import ai.djl.util.Utils;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.spillway.contracts.worker.Embedding;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/**
 * all-MiniLM-L6-v2 (Wang et al. 2020, arXiv 2002.10957, tuned by the sentence-transformers project;
 * 384 numbers), quantised to eight bits, from the library's jar.
 *
 * <p>The library's own class lets the runtime take a thread for each core, which spin between two
 * texts and take the cores from the engines. This one computes on the thread that calls it and on
 * no other.
 */
final class MiniLm extends AbstractInProcessEmbeddingModel implements AutoCloseable {
  /** What its vectors go by. */
  static final String NAME = "all-minilm-l6-v2-q";

  private final OrtSession session;
  private final OnnxBertBiEncoder encoder;

  private MiniLm(OrtEnvironment environment, OrtSession session, InputStream tokenizer) {
    super(Runnable::run);
    this.session = session;
    encoder = new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.MEAN);
  }

  /**
   * Takes some hundred milliseconds and megabytes, and unpacks native code to the folder for
   * temporary files.
   */
  static MiniLm load() throws IOException, OrtException {
    // Its tokenizer would otherwise look for a CUDA of its own, and write to the home folder.
    setUnlessSet("RUST_FLAVOR", "cpu");
    setUnlessSet("DJL_CACHE_DIR", System.getProperty("java.io.tmpdir"));
    var environment = OrtEnvironment.getEnvironment();
    try (var options = new OrtSession.SessionOptions();
        var weights = resource(NAME + ".onnx");
        var tokenizer = resource(NAME + "-tokenizer.json")) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      var session = environment.createSession(weights.readAllBytes(), options);
      return new MiniLm(environment, session, tokenizer);
    }
  }

  private static void setUnlessSet(String name, String value) {
    if (Utils.getEnvOrSystemProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        AllMiniLmL6V2QuantizedEmbeddingModel.class.getResourceAsStream("/" + name), name);
  }

  Embedding vector(String text) {
    var response = embedAll(List.of(TextSegment.from(text)));
    var usage = Objects.requireNonNull(response.tokenUsage(), "no count of tokens");
    return new Embedding(
        response.content().getFirst().vector(),
        Objects.requireNonNullElse(usage.inputTokenCount(), 0));
  }

  @Override
  protected OnnxBertBiEncoder model() {
    return encoder;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
