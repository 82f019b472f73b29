package dev.spillway.worker.model;

import dev.spillway.worker.format.GgufFile;
import dev.spillway.worker.format.TensorData;
import dev.spillway.worker.kernel.AttentionShape;
import dev.spillway.worker.kernel.Batch;
import dev.spillway.worker.kernel.Floats;
import dev.spillway.worker.kernel.Kernels;
import dev.spillway.worker.kernel.KvMemory;
import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kernel.RopeLayout;
import dev.spillway.worker.kernel.RopeTable;
import dev.spillway.worker.model.Tensors.Expected;
import java.util.ArrayList;
import java.util.List;

/**
 * Architecture "llama" (Touvron et al., 2023; grouped queries as in Llama 2): pre-norm blocks of
 * rotary attention and SwiGLU, no biases. The output matrix is the embedding where the file has no
 * other. The embedding is read from the mapped file, so the file stays open as long as the model.
 */
final class LlamaModel implements LanguageModel {
  private final Kernels kernels;
  private final LlamaConfig config;
  private final int vocabulary;
  private final TensorData embedding;
  private final List<TransformerBlock> blocks;
  private final RmsNorm outputNorm;
  private final Projection output;
  private final Workspace space;
  private final Floats logits;
  private final int maxOutputs;

  LlamaModel(GgufFile file, Kernels kernels, int maxTokens, int maxOutputs) {
    this.kernels = kernels;
    this.config = LlamaConfig.read(file);
    this.maxOutputs = maxOutputs;
    var tensors = new Tensors(file, kernels);
    int hidden = config.hidden();
    this.vocabulary = Math.toIntExact(file.tensor("token_embd.weight").rows());
    this.embedding = tensors.matrix("token_embd.weight", vocabulary, hidden);
    this.blocks = blocks(tensors);
    this.outputNorm = norm(tensors, "output_norm.weight");
    var matrix = file.has("output.weight") ? "output.weight" : "token_embd.weight";
    this.output = tensors.projection(new Expected(matrix, vocabulary, hidden));
    var shape = config.attention();
    this.space =
        Workspace.allocate(
            kernels,
            maxTokens,
            hidden,
            Math.max(shape.rowWidth(), 2 * config.feedForward()),
            Math.max(shape.queryWidth(), config.feedForward()));
    this.logits = kernels.allocate(Math.multiplyExact(maxOutputs, vocabulary));
  }

  private List<TransformerBlock> blocks(Tensors tensors) {
    var rope =
        RopeTable.of(
            kernels,
            config.context(),
            config.ropeDimensions(),
            config.ropeBase(),
            RopeLayout.ADJACENT);
    var list = new ArrayList<TransformerBlock>();
    for (int layer = 0; layer < config.layers(); layer++) {
      var name = "blk.%d.".formatted(layer);
      list.add(
          new TransformerBlock(
              norm(tensors, name + "attn_norm.weight"),
              attention(tensors, name, layer, rope),
              norm(tensors, name + "ffn_norm.weight"),
              mlp(tensors, name)));
    }
    return List.copyOf(list);
  }

  private Attention attention(Tensors tensors, String name, int layer, RopeTable rope) {
    AttentionShape shape = config.attention();
    int hidden = config.hidden();
    var input =
        tensors.projection(
            new Expected(name + "attn_q.weight", shape.queryWidth(), hidden),
            new Expected(name + "attn_k.weight", shape.kvWidth(), hidden),
            new Expected(name + "attn_v.weight", shape.kvWidth(), hidden));
    var out =
        tensors.projection(new Expected(name + "attn_output.weight", hidden, shape.queryWidth()));
    return new Attention(layer, shape, rope, input, out);
  }

  private SwiGluMlp mlp(Tensors tensors, String name) {
    int hidden = config.hidden();
    int width = config.feedForward();
    var gateUp =
        tensors.projection(
            new Expected(name + "ffn_gate.weight", width, hidden),
            new Expected(name + "ffn_up.weight", width, hidden));
    var down = tensors.projection(new Expected(name + "ffn_down.weight", hidden, width));
    return new SwiGluMlp(width, gateUp, down);
  }

  private RmsNorm norm(Tensors tensors, String name) {
    return new RmsNorm(tensors.vector(name, config.hidden()), config.epsilon());
  }

  @Override
  public int contextLength() {
    return config.context();
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  @Override
  public KvShape kvShape() {
    var shape = config.attention();
    return new KvShape(config.layers(), shape.kvHeads(), shape.headDim());
  }

  @Override
  public int window() {
    return config.attention().window();
  }

  @Override
  public void forward(Batch batch, KvMemory kv, float[] result) {
    kernels.embed(embedding, batch, space.stream());
    for (var block : blocks) {
      block.apply(kernels, batch, kv, space);
    }
    int rows = batch.outputCount();
    if (rows > maxOutputs) {
      throw new IllegalArgumentException(rows + " outputs, at most " + maxOutputs);
    }
    if (rows > 0) {
      kernels.gatherOutputs(space.stream(), batch, config.hidden(), space.update());
      outputNorm.apply(kernels, space.update(), rows, space.normed());
      output.apply(kernels, space.normed(), rows, logits);
      kernels.read(logits, 0, result, rows * vocabulary);
    }
  }
}
