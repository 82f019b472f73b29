package dev.spillway.worker.kernel;

/** {@link Floats} on the Java heap. */
final class HostFloats implements Floats {
  private final float[] values;

  HostFloats(float[] values) {
    this.values = values;
  }

  @Override
  public int length() {
    return values.length;
  }

  static float[] of(Floats floats) {
    return ((HostFloats) floats).values;
  }
}
