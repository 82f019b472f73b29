package dev.spillway.worker.format;

import java.util.List;

/**
 * What a file says of one tensor.
 *
 * @param shape in GGUF order: {@code shape[0]} is the length of a row; one to four numbers, none
 *     zero
 * @param offset of the first byte, from the start of the file
 * @param byteSize all of it lies inside the file
 */
public record TensorInfo(String name, GgmlType type, List<Long> shape, long offset, long byteSize) {
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** Elements in a row. */
  public long columns() {
    return shape.get(0);
  }

  /** Rows of all further dimensions together. */
  public long rows() {
    long rows = 1;
    for (var length : shape.subList(1, shape.size())) {
      rows *= length;
    }
    return rows;
  }
}
