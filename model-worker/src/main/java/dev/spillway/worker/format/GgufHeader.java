package dev.spillway.worker.format;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything in a file before the tensors' bytes: version, metadata and the table of tensors.
 *
 * <p>The layout is that of <a
 * href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">gguf.md</a>, versions 2 and 3,
 * little endian. When {@link #read} returns, every tensor is known to lie inside the file.
 */
record GgufHeader(Metadata metadata, Map<String, TensorInfo> tensors) {
  private static final int MAGIC = 0x46554747; // "GGUF"
  private static final int MAX_KEYS = 1 << 16;
  private static final int MAX_TENSORS = 1 << 16;
  private static final int MAX_NAME_BYTES = 1 << 16;
  private static final int MAX_STRING_BYTES = 1 << 26;
  private static final int MAX_ELEMENTS = 1 << 24;
  private static final int MAX_DIMENSIONS = 4;
  private static final int DEFAULT_ALIGNMENT = 32;

  GgufHeader {
    tensors = Map.copyOf(tensors);
  }

  static GgufHeader read(String file, MemorySegment bytes) {
    var in = new GgufCursor(file, bytes);
    if (in.int32("the magic number") != MAGIC) {
      throw in.fail("not a GGUF file: it does not begin with 'GGUF'");
    }
    int version = in.int32("the version");
    if (version != 2 && version != 3) {
      throw in.fail(
          "GGUF version %s is not supported; supported: 2, 3"
              .formatted(Integer.toUnsignedString(version)));
    }
    int tensorCount = in.count("tensors", 1, MAX_TENSORS);
    int keyCount = in.count("metadata keys", 1, MAX_KEYS);
    var values = new LinkedHashMap<String, Object>();
    for (int i = 0; i < keyCount; i++) {
      var key = in.string("a metadata key", MAX_NAME_BYTES);
      if (values.put(key, value(in, key)) != null) {
        throw in.fail("metadata key '%s' appears twice".formatted(key));
      }
    }
    var metadata = new Metadata(file, values);
    var tensors = new ArrayList<TensorInfo>();
    for (int i = 0; i < tensorCount; i++) {
      tensors.add(tensor(in));
    }
    return new GgufHeader(metadata, placed(in, bytes.byteSize(), alignment(metadata), tensors));
  }

  private static Object value(GgufCursor in, String key) {
    var what = "metadata key '%s'".formatted(key);
    int type = in.int32(what);
    return type == 9 ? array(in, what) : scalar(in, type, what);
  }

  private static Object scalar(GgufCursor in, int type, String what) {
    return switch (type) {
      case 0, 1, 2, 3, 4, 5, 10, 11 -> integer(in, type, what);
      case 6, 12 -> floating(in, type, what);
      case 7 -> in.int8(what) != 0;
      case 8 -> in.string(what, MAX_STRING_BYTES);
      default ->
          throw in.fail(
              "%s has the unknown type %s".formatted(what, Integer.toUnsignedString(type)));
    };
  }

  private static Object array(GgufCursor in, String what) {
    int type = in.int32(what);
    int width =
        switch (type) {
          case 0, 1, 7 -> 1;
          case 2, 3 -> 2;
          case 4, 5, 6 -> 4;
          case 8, 10, 11, 12 -> 8;
          case 9 -> throw in.fail(what + " is an array of arrays, which is not supported");
          default ->
              throw in.fail(
                  "%s is an array of the unknown type %s"
                      .formatted(what, Integer.toUnsignedString(type)));
        };
    int length = in.count("elements of " + what, width, MAX_ELEMENTS);
    switch (type) {
      case 8 -> {
        var strings = new ArrayList<String>(length);
        for (int i = 0; i < length; i++) {
          strings.add(in.string(what, MAX_STRING_BYTES));
        }
        return List.copyOf(strings);
      }
      case 6, 12 -> {
        var numbers = new double[length];
        for (int i = 0; i < length; i++) {
          numbers[i] = floating(in, type, what);
        }
        return numbers;
      }
      default -> {
        var numbers = new long[length];
        for (int i = 0; i < length; i++) {
          numbers[i] = type == 7 ? in.int8(what) : integer(in, type, what);
        }
        return numbers;
      }
    }
  }

  private static long integer(GgufCursor in, int type, String what) {
    return switch (type) {
      case 0 -> Byte.toUnsignedLong(in.int8(what));
      case 1 -> in.int8(what);
      case 2 -> Short.toUnsignedLong(in.int16(what));
      case 3 -> in.int16(what);
      case 4 -> Integer.toUnsignedLong(in.int32(what));
      case 5 -> in.int32(what);
      default -> in.int64(what);
    };
  }

  private static double floating(GgufCursor in, int type, String what) {
    return type == 6
        ? Float.intBitsToFloat(in.int32(what))
        : Double.longBitsToDouble(in.int64(what));
  }

  /** A tensor whose offset is still from the start of the data. */
  private static TensorInfo tensor(GgufCursor in) {
    var name = in.string("a tensor's name", MAX_NAME_BYTES);
    var what = "tensor '%s'".formatted(name);
    int dimensions = in.int32(what);
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw in.fail(
          "%s has %s dimensions; 1 to %d are allowed"
              .formatted(what, Integer.toUnsignedString(dimensions), MAX_DIMENSIONS));
    }
    var shape = new ArrayList<Long>();
    for (int i = 0; i < dimensions; i++) {
      shape.add(in.int64(what));
    }
    int code = in.int32(what);
    var type =
        GgmlType.ofCode(code)
            .orElseThrow(
                () ->
                    in.fail(
                        "%s has the unknown type %s"
                            .formatted(what, Integer.toUnsignedString(code))));
    return new TensorInfo(name, type, shape, in.int64(what), byteSize(in, what, type, shape));
  }

  private static long byteSize(GgufCursor in, String what, GgmlType type, List<Long> shape) {
    long elements = 1;
    for (long length : shape) {
      if (length < 1 || length > Long.MAX_VALUE / type.blockBytes() / elements) {
        throw in.fail("%s has the impossible shape %s".formatted(what, shape));
      }
      elements *= length;
    }
    if (shape.get(0) % type.blockSize() != 0) {
      throw in.fail(
          "%s has rows of %d, but %s comes in blocks of %d"
              .formatted(what, shape.get(0), type, type.blockSize()));
    }
    return elements / type.blockSize() * type.blockBytes();
  }

  private static int alignment(Metadata metadata) {
    var key = "general.alignment";
    int alignment = metadata.integer(key, DEFAULT_ALIGNMENT);
    if (alignment < 1 || Integer.bitCount(alignment) != 1) {
      throw metadata.unusable(key, "should be a power of two but is " + alignment);
    }
    return alignment;
  }

  private static Map<String, TensorInfo> placed(
      GgufCursor in, long fileSize, int alignment, List<TensorInfo> tensors) {
    long dataStart = (in.position() + alignment - 1) / alignment * alignment;
    var placed = new LinkedHashMap<String, TensorInfo>();
    for (var tensor : tensors) {
      var what = "tensor '%s'".formatted(tensor.name());
      long room = fileSize - dataStart;
      if (tensor.offset() < 0
          || tensor.byteSize() > room
          || tensor.offset() > room - tensor.byteSize()) {
        throw in.fail(
            "%s lies outside the file: offset %s, %d bytes, but there are %d"
                .formatted(
                    what,
                    Long.toUnsignedString(tensor.offset()),
                    tensor.byteSize(),
                    Math.max(room, 0)));
      }
      if (tensor.offset() % alignment != 0) {
        throw in.fail(
            "%s has offset %d, not a multiple of the alignment %d"
                .formatted(what, tensor.offset(), alignment));
      }
      var absolute =
          new TensorInfo(
              tensor.name(),
              tensor.type(),
              tensor.shape(),
              dataStart + tensor.offset(),
              tensor.byteSize());
      if (placed.put(tensor.name(), absolute) != null) {
        throw in.fail(what + " appears twice");
      }
    }
    return placed;
  }
}
