package dev.spillway.worker.kernel;

import dev.spillway.worker.format.GgmlType;
import dev.spillway.worker.format.TensorData;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Random tensors in the bytes of a model file. */
final class Tensors {
  private Tensors() {}

  static TensorData random(GgmlType type, int rows, int columns, long seed) {
    var random = new SplittableRandom(seed);
    int elements = rows * columns;
    var bytes =
        ByteBuffer.allocate(elements / type.blockSize() * type.blockBytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      switch (type) {
        case F32 -> bytes.putFloat(uniform(random));
        case F16 -> bytes.putShort(Float.floatToFloat16(uniform(random)));
        default -> {
          bytes.putShort(Float.floatToFloat16(uniform(random) / 100));
          for (int i = 0; i < PanelsQ8.BLOCK; i++) {
            bytes.put((byte) random.nextInt(-127, 128));
          }
        }
      }
    }
    return new TensorData(type, rows, columns, MemorySegment.ofArray(bytes.array()));
  }

  static float[] floats(int length, long seed) {
    var random = new SplittableRandom(seed);
    var values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = uniform(random);
    }
    return values;
  }

  private static float uniform(SplittableRandom random) {
    return random.nextFloat() * 2 - 1;
  }
}
