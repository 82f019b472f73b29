package dev.spillway.worker.kernel;

import dev.spillway.worker.format.TensorData;
import java.lang.foreign.Arena;
import java.util.List;

/** Rearranges matrices of a file into {@link Panels}, stacking the rows of several into one. */
final class Packer {
  private static final int ROWS = Panels.ROWS;

  /** Kernels of narrow machines load up to this many bytes past a panel's end and drop them. */
  private static final int SLACK = 64;

  private final List<TensorData> parts;
  private final Arena arena;
  private final int rows;
  private final int columns;

  /**
   * @param parts of one type and one number of columns
   */
  Packer(List<TensorData> parts, Arena arena) {
    var first = parts.getFirst();
    for (var part : parts) {
      if (part.type() != first.type() || part.columns() != first.columns()) {
        throw new IllegalArgumentException("matrices to be stacked differ in type or columns");
      }
    }
    this.parts = List.copyOf(parts);
    this.arena = arena;
    this.rows = Math.toIntExact(parts.stream().mapToLong(TensorData::rows).sum());
    this.columns = Math.toIntExact(first.columns());
  }

  Panels pack() {
    var type = parts.getFirst().type();
    return switch (type) {
      case F32 -> f32();
      case F16 -> f16();
      case Q8_0 -> q8();
      default -> throw Elements.unsupported(parts.getFirst());
    };
  }

  private Panels f32() {
    long address = allocate(4L * columns);
    var line = new float[columns];
    eachRow(
        (part, row, target) -> {
          Elements.row(part, row, line, 0);
          for (int c = 0; c < columns; c++) {
            Memory.setFloat(address + 4 * at(target, c, columns), line[c]);
          }
        });
    return new PanelsF32(rows, columns, address);
  }

  private Panels f16() {
    long address = allocate(2L * columns);
    eachRow(
        (part, row, target) -> {
          for (int c = 0; c < columns; c++) {
            Memory.setShort(address + 2 * at(target, c, columns), Elements.halfBits(part, row, c));
          }
        });
    return new PanelsF16(rows, columns, address);
  }

  private Panels q8() {
    var panels = new PanelsQ8(rows, columns, reserve(PanelsQ8.bytes(rows, columns)));
    eachRow(
        (part, row, target) -> {
          long quants = panels.quants(target / ROWS) + target % ROWS;
          long scales = panels.scales(target / ROWS) + 4L * (target % ROWS);
          for (int b = 0; b < columns / PanelsQ8.BLOCK; b++) {
            Memory.setFloat(scales + b * PanelsQ8.BLOCK_BYTES, Elements.scale(part, row, b));
            for (int c = 0; c < PanelsQ8.BLOCK; c++) {
              Memory.setByte(
                  quants + b * PanelsQ8.BLOCK_BYTES + c * PanelsQ8.COLUMN_BYTES,
                  Elements.quant(part, row, b * PanelsQ8.BLOCK + c));
            }
          }
        });
    return panels;
  }

  private interface RowWriter {
    void write(TensorData part, long row, int target);
  }

  private void eachRow(RowWriter writer) {
    int target = 0;
    for (var part : parts) {
      for (long row = 0; row < part.rows(); row++) {
        writer.write(part, row, target++);
      }
    }
  }

  /** Index of an element in {@code [panels, width, 16]}. */
  private static long at(int row, int column, int width) {
    return ((long) (row / ROWS) * width + column) * ROWS + row % ROWS;
  }

  /** Zeroed memory for all panels, the bytes of one row given. */
  private long allocate(long rowBytes) {
    return reserve((long) Panels.panels(rows) * ROWS * rowBytes);
  }

  private long reserve(long bytes) {
    return arena.allocate(bytes + SLACK, 64).address();
  }
}
