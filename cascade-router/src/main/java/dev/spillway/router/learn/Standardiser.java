package dev.spillway.router.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Brings each of a few numbers to mean zero and variance one over the examples. */
final class Standardiser {
  private static final double CONSTANT = 1e-12;

  private final double[] mean;
  private final double[] scale;

  private Standardiser(double[] mean, double[] scale) {
    this.mean = mean;
    this.scale = scale;
  }

  /**
   * Learns mean and variance. A number that is the same in all examples says nothing and becomes 0.
   *
   * @param inputs {@code [examples, numbers]}, at least one example
   */
  static Standardiser of(double[][] inputs) {
    int columns = inputs[0].length;
    double[] mean = new double[columns];
    double[] scale = new double[columns];
    for (double[] input : inputs) {
      for (int i = 0; i < columns; i++) {
        mean[i] += input[i] / inputs.length;
      }
    }
    for (double[] input : inputs) {
      for (int i = 0; i < columns; i++) {
        scale[i] += (input[i] - mean[i]) * (input[i] - mean[i]) / inputs.length;
      }
    }
    for (int i = 0; i < columns; i++) {
      scale[i] = scale[i] < CONSTANT ? 0 : 1 / Math.sqrt(scale[i]);
    }
    return new Standardiser(mean, scale);
  }

  void write(DataOutput out) throws IOException {
    Numbers.write(out, mean);
    Numbers.write(out, scale);
  }

  static Standardiser read(DataInput in) throws IOException {
    double[] mean = Numbers.read(in);
    return new Standardiser(mean, Numbers.read(in, mean.length));
  }

  int columns() {
    return mean.length;
  }

  double[] apply(double[] input) {
    double[] standard = new double[input.length];
    for (int i = 0; i < input.length; i++) {
      standard[i] = (input[i] - mean[i]) * scale[i];
    }
    return standard;
  }

  double[][] apply(double[][] inputs) {
    double[][] standard = new double[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      standard[i] = apply(inputs[i]);
    }
    return standard;
  }
}
