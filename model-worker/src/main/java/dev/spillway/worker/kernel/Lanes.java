package dev.spillway.worker.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The width of vectors in this process: the machine's, between 128 and 512 bits. A panel's 16 rows
 * are taken in one to four passes; {@code -Dspillway.kernel.vector-bits} forces a width for tests.
 */
final class Lanes {
  private static final String FORCE = "spillway.kernel.vector-bits";
  private static final int NARROWEST = 128;
  private static final int WIDEST = 512;

  static final int BITS =
      Integer.getInteger(
          FORCE, Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), NARROWEST, WIDEST));

  static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(BITS));
  static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(BITS));
  static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(BITS / 2));

  /** As many bytes as there are floats, or 8 where vectors cannot be that short. */
  static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, BITS / 4)));

  static final int COUNT = FLOATS.length();

  private static final int HALF_MAGNITUDE = 0x7fff;
  private static final int HALF_SIGN = 0x8000;

  /** From the exponent bias of half floats to that of floats. */
  private static final float REBIAS = 0x1p112f;

  private Lanes() {}

  static FloatVector zero() {
    return FloatVector.zero(FLOATS);
  }

  static FloatVector spread(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  static FloatVector floats(long address) {
    return FloatVector.fromMemorySegment(FLOATS, Memory.ALL, address, Memory.ORDER);
  }

  /** Signed bytes, as floats. */
  static FloatVector bytes(long address) {
    return (FloatVector)
        ByteVector.fromMemorySegment(BYTES, Memory.ALL, address, Memory.ORDER)
            .convertShape(VectorOperators.B2F, FLOATS, 0);
  }

  /** Finite half floats, as floats: exact, subnormals included. */
  static FloatVector halves(long address) {
    var bits =
        (IntVector)
            ShortVector.fromMemorySegment(SHORTS, Memory.ALL, address, Memory.ORDER)
                .convertShape(VectorOperators.S2I, INTS, 0);
    var magnitude = bits.and(HALF_MAGNITUDE).lanewise(VectorOperators.LSHL, 13);
    var sign = bits.and(HALF_SIGN).lanewise(VectorOperators.LSHL, 16);
    return magnitude
        .reinterpretAsFloats()
        .mul(REBIAS)
        .reinterpretAsInts()
        .or(sign)
        .reinterpretAsFloats();
  }

  /** Stores the first {@code count} lanes, or all if there are fewer. */
  static void store(FloatVector value, float[] to, int at, int count) {
    if (count >= COUNT) {
      value.intoArray(to, at);
    } else if (count > 0) {
      value.intoArray(to, at, VectorMask.fromLong(FLOATS, (1L << count) - 1));
    }
  }
}
