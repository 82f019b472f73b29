package dev.spillway.worker.model;

import dev.spillway.worker.format.GgufFile;
import dev.spillway.worker.format.TensorData;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The llama architecture in double precision, straight from its definition: no batches, no cache,
 * nothing shared with the code it checks.
 */
final class PlainLlama {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final GgufFile file;
  private final int heads;
  private final int kvHeads;
  private final int dim;
  private final int window;

  PlainLlama(GgufFile file) {
    this.file = file;
    this.heads = file.metadata().integer("llama.attention.head_count");
    this.kvHeads = file.metadata().integer("llama.attention.head_count_kv");
    this.dim = file.metadata().integer("llama.rope.dimension_count");
    this.window = file.metadata().integer("llama.attention.sliding_window", Integer.MAX_VALUE);
  }

  /** Logits after each token, {@code [tokens][vocabulary]}. */
  double[][] logits(int[] ids) {
    var embedding = matrix("token_embd.weight");
    var x = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      x[t] = embedding[ids[t]].clone();
    }
    int layers = file.metadata().integer("llama.block_count");
    for (int layer = 0; layer < layers; layer++) {
      attend(x, "blk." + layer + ".");
      feedForward(x, "blk." + layer + ".");
    }
    var output = file.has("output.weight") ? matrix("output.weight") : embedding;
    return times(normed(x, "output_norm.weight"), output);
  }

  private void attend(double[][] x, String block) {
    var normed = normed(x, block + "attn_norm.weight");
    var q = times(normed, matrix(block + "attn_q.weight"));
    var k = times(normed, matrix(block + "attn_k.weight"));
    var v = times(normed, matrix(block + "attn_v.weight"));
    var mixed = new double[x.length][heads * dim];
    for (int t = 0; t < x.length; t++) {
      rotate(q[t], t);
      rotate(k[t], t);
      for (int h = 0; h < heads; h++) {
        int kv = h / (heads / kvHeads);
        var weights = new double[t + 1];
        double sum = 0;
        for (int p = Math.max(0, t - window + 1); p <= t; p++) {
          double score = 0;
          for (int d = 0; d < dim; d++) {
            score += q[t][h * dim + d] * k[p][kv * dim + d];
          }
          weights[p] = Math.exp(score / Math.sqrt(dim));
          sum += weights[p];
        }
        for (int p = Math.max(0, t - window + 1); p <= t; p++) {
          for (int d = 0; d < dim; d++) {
            mixed[t][h * dim + d] += weights[p] / sum * v[p][kv * dim + d];
          }
        }
      }
    }
    add(x, times(mixed, matrix(block + "attn_output.weight")));
  }

  private void feedForward(double[][] x, String block) {
    var normed = normed(x, block + "ffn_norm.weight");
    var gate = times(normed, matrix(block + "ffn_gate.weight"));
    var up = times(normed, matrix(block + "ffn_up.weight"));
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < gate[t].length; i++) {
        gate[t][i] = gate[t][i] / (1 + Math.exp(-gate[t][i])) * up[t][i];
      }
    }
    add(x, times(gate, matrix(block + "ffn_down.weight")));
  }

  private void rotate(double[] row, int position) {
    float base = file.metadata().floating("llama.rope.freq_base");
    for (int at = 0; at < row.length; at += 2) {
      double angle = position * Math.pow(base, -(double) (at % dim) / dim);
      double a = row[at];
      double b = row[at + 1];
      row[at] = a * Math.cos(angle) - b * Math.sin(angle);
      row[at + 1] = a * Math.sin(angle) + b * Math.cos(angle);
    }
  }

  private double[][] normed(double[][] x, String name) {
    var weight = matrix(name)[0];
    float epsilon = file.metadata().floating("llama.attention.layer_norm_rms_epsilon");
    var out = new double[x.length][weight.length];
    for (int t = 0; t < x.length; t++) {
      double squares = 0;
      for (double value : x[t]) {
        squares += value * value;
      }
      for (int i = 0; i < weight.length; i++) {
        out[t][i] = x[t][i] * weight[i] / Math.sqrt(squares / weight.length + epsilon);
      }
    }
    return out;
  }

  private static double[][] times(double[][] x, double[][] w) {
    var out = new double[x.length][w.length];
    for (int t = 0; t < x.length; t++) {
      for (int r = 0; r < w.length; r++) {
        for (int c = 0; c < w[r].length; c++) {
          out[t][r] += w[r][c] * x[t][c];
        }
      }
    }
    return out;
  }

  private static void add(double[][] x, double[][] y) {
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < x[t].length; i++) {
        x[t][i] += y[t][i];
      }
    }
  }

  private double[][] matrix(String name) {
    var tensor = file.tensor(name);
    int columns = (int) tensor.columns();
    var out = new double[(int) tensor.rows()][columns];
    for (int i = 0; i < out.length * columns; i++) {
      out[i / columns][i % columns] = element(tensor, i);
    }
    return out;
  }

  private static double element(TensorData tensor, int index) {
    var data = tensor.data();
    return switch (tensor.type()) {
      case F32 -> data.get(FLOAT, 4L * index);
      case F16 -> Float.float16ToFloat(data.get(SHORT, 2L * index));
      case Q8_0 -> {
        long block = index / 32 * 34L;
        float scale = Float.float16ToFloat(data.get(SHORT, block));
        yield (double) scale * data.get(ValueLayout.JAVA_BYTE, block + 2 + index % 32);
      }
      default -> throw new IllegalArgumentException(tensor.type().name());
    };
  }
}
