package dev.spillway.testkit;

/** How the elements of a tensor in a {@link TinyGguf} are stored. */
public enum WeightType {
  F32(0),
  F16(1),
  Q8_0(8);

  private final int code;

  WeightType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
