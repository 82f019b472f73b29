package dev.spillway.worker.model;

import dev.spillway.worker.format.GgufFile;
import dev.spillway.worker.format.TensorData;
import dev.spillway.worker.kernel.Floats;
import dev.spillway.worker.kernel.Kernels;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Tensors of a file by name, with their shapes checked before a kernel relies on them. */
record Tensors(GgufFile file, Kernels kernels) {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The name and the shape of a matrix. */
  record Expected(String name, int rows, int columns) {}

  TensorData matrix(String name, int rows, int columns) {
    return matrix(new Expected(name, rows, columns));
  }

  private TensorData matrix(Expected expected) {
    var tensor = file.tensor(expected.name);
    if (tensor.rows() != expected.rows || tensor.columns() != expected.columns) {
      throw file.unusable(
          "tensor '%s' is %d x %d but should be %d x %d"
              .formatted(
                  expected.name, tensor.rows(), tensor.columns(), expected.rows, expected.columns));
    }
    return tensor;
  }

  /** A matrix to multiply with; several are stacked, and may differ in type but not in columns. */
  Projection projection(Expected... parts) {
    var stacks = new ArrayList<List<TensorData>>();
    for (var expected : parts) {
      var tensor = matrix(expected);
      if (!stacks.isEmpty() && stacks.getLast().getLast().type() == tensor.type()) {
        stacks.getLast().add(tensor);
      } else {
        stacks.add(new ArrayList<>(List.of(tensor)));
      }
    }
    return new Projection(stacks.stream().map(kernels::load).toList());
  }

  /** The weights of a norm, which every file keeps as F32. */
  Floats vector(String name, int length) {
    var tensor = matrix(name, 1, length);
    if (tensor.data().byteSize() != length * 4L) {
      throw file.unusable("tensor '%s' should have type F32".formatted(name));
    }
    return kernels.upload(tensor.data().toArray(FLOAT));
  }
}
