package dev.spillway.worker.model;

import dev.spillway.worker.kernel.Kernels;

/** The gated feed-forward unit. */
record SwiGluMlp(int width, Projection gateUp, Projection down) {

  /** {@code space.normed} to {@code space.update}, both {@code [tokens, hidden]}. */
  void apply(Kernels kernels, int tokens, Workspace space) {
    gateUp.apply(kernels, space.normed(), tokens, space.wide());
    kernels.swiGlu(space.wide(), tokens, width, space.inner());
    down.apply(kernels, space.inner(), tokens, space.update());
  }
}
