package dev.spillway.worker.kernel;

/**
 * How keys and values are kept. Each type gives one answer; two types may give two, because what is
 * kept in fewer bits is rounded.
 */
public enum KvType {
  /** As computed. */
  F32(4, 0),
  /** Half the memory; 11 significant bits, the largest magnitude 65,504. */
  F16(2, 0),
  /**
   * A little more than a quarter of the memory: 255 levels between the largest magnitude of a
   * token's key (or value) in one head and its negative, and that scale as F32.
   */
  Q8(1, 4);

  private final int elementBytes;
  private final int headBytes;

  KvType(int elementBytes, int headBytes) {
    this.elementBytes = elementBytes;
    this.headBytes = headBytes;
  }

  /** Bytes of a key, or a value, of one head. */
  int bytes(int headDim) {
    return elementBytes * headDim + headBytes;
  }
}
