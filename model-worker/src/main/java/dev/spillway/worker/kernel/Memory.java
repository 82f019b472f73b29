package dev.spillway.worker.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * All of memory as one segment, indexed by address.
 *
 * <p>HotSpot does not hoist the bounds and liveness checks of an ordinary segment out of kernel
 * loops; with this one they fold away. Callers keep to addresses that their own owner allocated and
 * has not closed.
 */
final class Memory {
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  static final MemorySegment ALL = all();

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

  private Memory() {}

  // A restricted method: this class is the one place that may name memory by address.
  @SuppressWarnings("restricted")
  private static MemorySegment all() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  static float getFloat(long address) {
    return ALL.get(FLOAT, address);
  }

  static void setFloat(long address, float value) {
    ALL.set(FLOAT, address, value);
  }

  static short getShort(long address) {
    return ALL.get(SHORT, address);
  }

  static void setShort(long address, short value) {
    ALL.set(SHORT, address, value);
  }

  static byte getByte(long address) {
    return ALL.get(ValueLayout.JAVA_BYTE, address);
  }

  static void setByte(long address, byte value) {
    ALL.set(ValueLayout.JAVA_BYTE, address, value);
  }
}
