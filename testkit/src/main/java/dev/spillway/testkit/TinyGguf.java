package dev.spillway.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes small GGUF files, version 3. It writes what it is told, sense or nonsense, so that tests
 * can make broken files as easily as good ones; for a whole model see {@link TinyLlama}.
 */
public final class TinyGguf {
  private static final int ALIGNMENT = 32;
  private static final int Q8_BLOCK = 32;

  private record Tensor(String name, int type, List<Long> shape, Out data) {}

  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private final List<Tensor> tensors = new ArrayList<>();

  /**
   * Adds a metadata value.
   *
   * @param value a String, Integer (written as uint32), Long (uint64), Float, Double, Boolean, List
   *     of String, int[] (int32) or float[]
   */
  public TinyGguf put(String key, Object value) {
    metadata.put(key, value);
    return this;
  }

  /** Adds a tensor, {@code shape[0]} being the length of a row, converted to the type. */
  public TinyGguf tensor(String name, WeightType type, long[] shape, float[] values) {
    return add(name, type.code(), shape, encode(type, values));
  }

  /** Adds a tensor with any type code and any bytes. */
  public TinyGguf rawTensor(String name, int typeCode, long[] shape, byte[] data) {
    var out = new Out();
    out.raw(data);
    return add(name, typeCode, shape, out);
  }

  private TinyGguf add(String name, int typeCode, long[] shape, Out data) {
    tensors.add(new Tensor(name, typeCode, Arrays.stream(shape).boxed().toList(), data));
    return this;
  }

  public Path writeTo(Path file) {
    try {
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] bytes() {
    var out = new Out();
    out.raw("GGUF".getBytes(StandardCharsets.US_ASCII));
    out.int32(3);
    out.int64(tensors.size());
    out.int64(metadata.size());
    metadata.forEach(
        (key, value) -> {
          out.string(key);
          out.value(value);
        });
    long offset = 0;
    for (var tensor : tensors) {
      out.string(tensor.name);
      out.int32(tensor.shape.size());
      for (long length : tensor.shape) {
        out.int64(length);
      }
      out.int32(tensor.type);
      out.int64(offset);
      offset += (tensor.data.bytes.size() + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
    }
    for (var tensor : tensors) {
      out.align();
      out.raw(tensor.data.bytes.toByteArray());
    }
    return out.bytes.toByteArray();
  }

  private static Out encode(WeightType type, float[] values) {
    var out = new Out();
    switch (type) {
      case F32 -> {
        for (float value : values) {
          out.int32(Float.floatToRawIntBits(value));
        }
      }
      case F16 -> {
        for (float value : values) {
          out.int16(Float.floatToFloat16(value));
        }
      }
      case Q8_0 -> q8(out, values);
    }
    return out;
  }

  /** As llama.cpp quantises: the scale is the largest magnitude of 32 elements over 127. */
  private static void q8(Out out, float[] values) {
    for (int block = 0; block < values.length; block += Q8_BLOCK) {
      float largest = 0f;
      for (int i = 0; i < Q8_BLOCK; i++) {
        largest = Math.max(largest, Math.abs(values[block + i]));
      }
      float scale = largest / 127f;
      out.int16(Float.floatToFloat16(scale));
      for (int i = 0; i < Q8_BLOCK; i++) {
        out.int8(scale == 0f ? 0 : Math.round(values[block + i] / scale));
      }
    }
  }

  private static final class Out {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void raw(byte[] content) {
      bytes.writeBytes(content);
    }

    void int8(int value) {
      bytes.write(value);
    }

    void int16(int value) {
      int8(value);
      int8(value >> 8);
    }

    void int32(int value) {
      int16(value);
      int16(value >> 16);
    }

    void int64(long value) {
      int32((int) value);
      int32((int) (value >> 32));
    }

    void string(String text) {
      var content = text.getBytes(StandardCharsets.UTF_8);
      int64(content.length);
      raw(content);
    }

    void align() {
      while (bytes.size() % ALIGNMENT != 0) {
        int8(0);
      }
    }

    void value(Object value) {
      switch (value) {
        case Integer number -> {
          int32(4);
          int32(number);
        }
        case Float number -> {
          int32(6);
          int32(Float.floatToRawIntBits(number));
        }
        case Boolean flag -> {
          int32(7);
          int8(flag ? 1 : 0);
        }
        case String text -> {
          int32(8);
          string(text);
        }
        case Long number -> {
          int32(10);
          int64(number);
        }
        case Double number -> {
          int32(12);
          int64(Double.doubleToRawLongBits(number));
        }
        case List<?> strings -> {
          array(8, strings.size());
          strings.forEach(text -> string((String) text));
        }
        case int[] numbers -> {
          array(5, numbers.length);
          for (int number : numbers) {
            int32(number);
          }
        }
        case float[] numbers -> {
          array(6, numbers.length);
          for (float number : numbers) {
            int32(Float.floatToRawIntBits(number));
          }
        }
        default -> throw new IllegalArgumentException("no GGUF type for " + value.getClass());
      }
    }

    private void array(int elementType, int length) {
      int32(9);
      int32(elementType);
      int64(length);
    }
  }
}
