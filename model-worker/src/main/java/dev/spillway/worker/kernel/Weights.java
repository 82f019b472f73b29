package dev.spillway.worker.kernel;

/** A matrix of weights in the layout that its {@link Kernels} like best. */
public interface Weights {
  /** Outputs of a multiplication. */
  int rows();

  /** Inputs of a multiplication. */
  int columns();
}
