package dev.spillway.worker.kernel;

/** Implementations of {@link Kernels}. */
public enum KernelFlavour {
  /** Plain Java: the oracle, and what is left where the vector module is missing. Slow. */
  SCALAR,
  /** The Vector API. */
  VECTOR;

  /** The module that {@link #VECTOR} needs and a JVM only has when told so. */
  public static final String VECTOR_MODULE = "jdk.incubator.vector";

  private static final KernelFlavour BEST =
      ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent() ? VECTOR : SCALAR;

  /** The fastest that this JVM can run. Chosen once, at start. */
  public static KernelFlavour best() {
    return BEST;
  }

  /** Whether this JVM runs the slow path, which must be reported. */
  public static boolean degraded() {
    return BEST == SCALAR;
  }

  /** One line for log and health: what was chosen and, if it is slow, what to do. */
  public static String report() {
    return degraded()
        ? "scalar kernels: slow; start java with --add-modules=" + VECTOR_MODULE
        : "vector kernels: " + Lanes.BITS + " bits";
  }
}
