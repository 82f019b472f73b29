package dev.spillway.worker.kernel;

import dev.spillway.worker.format.TensorData;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads the elements of a tensor as a file stores them. */
final class Elements {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int Q8_BYTES = 34;

  private Elements() {}

  /** Bytes of a row. */
  static long rowBytes(TensorData tensor) {
    return tensor.columns() / tensor.type().blockSize() * tensor.type().blockBytes();
  }

  /** Converts one row to floats, exactly. */
  static void row(TensorData tensor, long row, float[] to, int at) {
    var data = tensor.data();
    int columns = (int) tensor.columns();
    long from = row * rowBytes(tensor);
    switch (tensor.type()) {
      case F32 -> {
        for (int c = 0; c < columns; c++) {
          to[at + c] = data.get(FLOAT, from + 4L * c);
        }
      }
      case F16 -> {
        for (int c = 0; c < columns; c++) {
          to[at + c] = half(data, from + 2L * c);
        }
      }
      case Q8_0 -> {
        for (int c = 0; c < columns; c++) {
          long block = from + (long) (c / PanelsQ8.BLOCK) * Q8_BYTES;
          to[at + c] = half(data, block) * quant(data, block, c % PanelsQ8.BLOCK);
        }
      }
      default -> throw unsupported(tensor);
    }
  }

  /** The scale of a Q8_0 block. */
  static float scale(TensorData tensor, long row, int block) {
    return half(tensor.data(), row * rowBytes(tensor) + (long) block * Q8_BYTES);
  }

  /** One quant of a Q8_0 row. */
  static byte quant(TensorData tensor, long row, int column) {
    long block = row * rowBytes(tensor) + (long) (column / PanelsQ8.BLOCK) * Q8_BYTES;
    return quant(tensor.data(), block, column % PanelsQ8.BLOCK);
  }

  /** The bits of one element of an F16 row. */
  static short halfBits(TensorData tensor, long row, int column) {
    return tensor.data().get(SHORT, row * rowBytes(tensor) + 2L * column);
  }

  static IllegalArgumentException unsupported(TensorData tensor) {
    return new IllegalArgumentException("no kernels for weights of type " + tensor.type());
  }

  private static byte quant(MemorySegment data, long block, int index) {
    return data.get(ValueLayout.JAVA_BYTE, block + 2 + index);
  }

  private static float half(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(SHORT, at));
  }
}
