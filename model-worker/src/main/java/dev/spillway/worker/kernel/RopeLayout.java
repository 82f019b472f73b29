package dev.spillway.worker.kernel;

/** Which two elements of a head RoPE rotates together. */
public enum RopeLayout {
  /** Elements 2i and 2i + 1; llama.cpp's NORM. */
  ADJACENT,
  /** Elements i and i + n/2; llama.cpp's NEOX. */
  HALVES
}
