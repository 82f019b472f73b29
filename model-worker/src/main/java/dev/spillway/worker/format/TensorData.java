package dev.spillway.worker.format;

import java.lang.foreign.MemorySegment;

/**
 * The bytes of a tensor, where the file is mapped.
 *
 * @param rows of {@code columns} elements each, one after the other
 * @param data exactly the tensor's bytes: little endian, read only, valid until the file is closed
 */
public record TensorData(GgmlType type, long rows, long columns, MemorySegment data) {}
