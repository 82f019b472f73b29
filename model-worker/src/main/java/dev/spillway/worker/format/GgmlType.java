package dev.spillway.worker.format;

import java.util.Optional;

/**
 * How the elements of a tensor are stored. Elements come in blocks of {@link #blockSize} that take
 * {@link #blockBytes} together; a row is a whole number of blocks.
 *
 * <p>The codes are those of {@code enum ggml_type}. Types that no kernel reads are listed too, so
 * that a file with them gets an error that names the type.
 */
public enum GgmlType {
  F32(0, 1, 4, true),
  F16(1, 1, 2, true),
  Q4_0(2, 32, 18, false),
  Q4_1(3, 32, 20, false),
  Q5_0(6, 32, 22, false),
  Q5_1(7, 32, 24, false),
  /** A scale as F16, then 32 signed bytes: element = scale times byte. */
  Q8_0(8, 32, 34, true),
  Q8_1(9, 32, 36, false),
  Q2_K(10, 256, 84, false),
  Q3_K(11, 256, 110, false),
  Q4_K(12, 256, 144, false),
  Q5_K(13, 256, 176, false),
  Q6_K(14, 256, 210, false),
  Q8_K(15, 256, 292, false),
  IQ2_XXS(16, 256, 66, false),
  IQ2_XS(17, 256, 74, false),
  IQ3_XXS(18, 256, 98, false),
  IQ1_S(19, 256, 50, false),
  IQ4_NL(20, 32, 18, false),
  IQ3_S(21, 256, 110, false),
  IQ2_S(22, 256, 82, false),
  IQ4_XS(23, 256, 136, false),
  I8(24, 1, 1, false),
  I16(25, 1, 2, false),
  I32(26, 1, 4, false),
  I64(27, 1, 8, false),
  F64(28, 1, 8, false),
  IQ1_M(29, 256, 56, false),
  BF16(30, 1, 2, false),
  TQ1_0(34, 256, 54, false),
  TQ2_0(35, 256, 66, false),
  MXFP4(39, 32, 17, false);

  private final int code;
  private final int blockSize;
  private final int blockBytes;
  private final boolean supported;

  GgmlType(int code, int blockSize, int blockBytes, boolean supported) {
    this.code = code;
    this.blockSize = blockSize;
    this.blockBytes = blockBytes;
    this.supported = supported;
  }

  /** The number that stands for this type in a file. */
  public int code() {
    return code;
  }

  /** Elements in a block. */
  public int blockSize() {
    return blockSize;
  }

  /** Bytes of a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Whether there are kernels for it. */
  public boolean supported() {
    return supported;
  }

  static Optional<GgmlType> ofCode(int code) {
    for (var type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
