package dev.spillway.worker.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.testkit.TinyGguf;
import dev.spillway.testkit.WeightType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made wrong on purpose: one error, no other exception, no memory. */
class HostileGgufTest {
  private static final int KEY_COUNT_AT = 16;
  private static final int FIRST_KEY_AT = 24;

  @TempDir Path folder;

  private static byte[] valid() {
    return new TinyGguf()
        .put("general.architecture", "llama")
        .put("general.alignment", 32)
        .put("tokens", List.of("a", "bc", ""))
        .put("types", new int[] {1, 2, 3})
        .put("scores", new float[] {0.5f})
        .put("flag", true)
        .tensor("first", WeightType.F32, new long[] {2, 3}, new float[6])
        .tensor("second", WeightType.Q8_0, new long[] {32}, new float[32])
        .bytes();
  }

  @Test
  void a_file_cut_anywhere_is_refused_or_read_and_nothing_else() {
    var whole = valid();
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length));
    }
    readAll(whole);
  }

  @Test
  void a_file_with_any_byte_changed_is_refused_or_read_and_nothing_else() {
    var whole = valid();
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      for (int change : new int[] {0x01, 0x80, 0xFF, 0x7F}) {
        var changed = whole.clone();
        changed[at] ^= (byte) change;
        try {
          readAll(changed);
        } catch (GgufException e) {
          assertThat(e).hasMessageStartingWith("changed.gguf: ");
          refused++;
        }
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void every_eight_bytes_may_claim_the_largest_number() {
    var whole = valid();
    for (long claim : new long[] {-1, Long.MAX_VALUE, Integer.MAX_VALUE, 1L << 40, 1 << 20}) {
      for (int at = 0; at + 8 <= whole.length; at++) {
        var changed = whole.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(at, claim);
        try {
          readAll(changed);
        } catch (GgufException e) {
          assertThat(e).hasMessageStartingWith("changed.gguf: ");
        }
      }
    }
  }

  @Test
  void another_kind_of_file_is_named_as_such() throws IOException {
    var file = Files.writeString(folder.resolve("notes.txt"), "hello, this is no model");
    assertThatThrownBy(() -> GgufFile.open(file))
        .isInstanceOf(GgufException.class)
        .hasMessage(file + ": not a GGUF file: it does not begin with 'GGUF'");
  }

  @Test
  void a_missing_file_and_a_folder_are_named_as_such() {
    assertThatThrownBy(() -> GgufFile.open(folder.resolve("absent.gguf")))
        .hasMessage(folder.resolve("absent.gguf") + ": there is no such file");
    assertThatThrownBy(() -> GgufFile.open(folder))
        .hasMessage(folder + ": is a folder, not a model file");
  }

  @Test
  void an_unknown_version_is_named() {
    assertReason(bytes -> bytes.putInt(4, 1), "GGUF version 1 is not supported; supported: 2, 3");
  }

  @Test
  void absurd_counts_are_named() {
    assertReason(
        bytes -> bytes.putLong(KEY_COUNT_AT, -1),
        "it claims 18446744073709551615 metadata keys; at most 65536 are allowed");
    assertReason(
        bytes -> bytes.putLong(KEY_COUNT_AT, 60_000),
        "it claims 60000 metadata keys, more than the file has room for");
    assertReason(
        bytes -> bytes.putLong(FIRST_KEY_AT, 50_000),
        "it claims 50000 bytes of a metadata key, more than the file has room for");
  }

  @Test
  void a_tensor_outside_the_file_is_named() {
    assertReason(
        new TinyGguf().rawTensor("far", 0, new long[] {1000}, new byte[32]),
        "tensor 'far' lies outside the file: offset 0, 4000 bytes, but there are 32");
  }

  @Test
  void a_shape_whose_product_overflows_is_named() {
    assertReason(
        new TinyGguf().rawTensor("big", 0, new long[] {1L << 32, 1L << 31}, new byte[32]),
        "tensor 'big' has the impossible shape [4294967296, 2147483648]");
    assertReason(
        new TinyGguf().rawTensor("big", 0, new long[] {-4}, new byte[32]),
        "tensor 'big' has the impossible shape [-4]");
  }

  @Test
  void what_appears_twice_is_named() {
    assertReason(
        new TinyGguf()
            .rawTensor("same", 0, new long[] {1}, new byte[4])
            .rawTensor("same", 0, new long[] {1}, new byte[4]),
        "tensor 'same' appears twice");
  }

  @Test
  void an_alignment_that_is_no_power_of_two_is_named() {
    assertReason(
        new TinyGguf().put("general.alignment", 24),
        "metadata key 'general.alignment' should be a power of two but is 24");
    assertReason(
        new TinyGguf().put("general.alignment", 0),
        "metadata key 'general.alignment' should be a power of two but is 0");
  }

  @Test
  void an_unsupported_type_is_named_when_the_tensor_is_wanted() throws IOException {
    var file = folder.resolve("q4.gguf");
    Files.write(file, new TinyGguf().rawTensor("w", 12, new long[] {256}, new byte[144]).bytes());
    try (var gguf = GgufFile.open(file)) {
      assertThatThrownBy(() -> gguf.tensor("w"))
          .isInstanceOf(GgufException.class)
          .hasMessage(
              file
                  + ": tensor 'w' has type Q4_K, which is not supported; supported: F32, F16, Q8_0");
    }
  }

  @Test
  void an_array_of_arrays_is_named() {
    var bytes = new TinyGguf().put("key", new int[] {9}).bytes();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(FIRST_KEY_AT + 8 + 3 + 4, 9);
    assertThatThrownBy(() -> readAll(bytes))
        .hasMessage(
            "changed.gguf: metadata key 'key' is an array of arrays, which is not supported");
  }

  private static void assertReason(Consumer<ByteBuffer> change, String reason) {
    var bytes = valid();
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    assertReason(bytes, reason);
  }

  private static void assertReason(TinyGguf gguf, String reason) {
    assertReason(gguf.bytes(), reason);
  }

  private static void assertReason(byte[] bytes, String reason) {
    assertThatThrownBy(() -> readAll(bytes))
        .isInstanceOf(GgufException.class)
        .hasMessage("changed.gguf: " + reason);
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> readAll(bytes)).isInstanceOf(GgufException.class);
  }

  /** Reads the header and touches the first and the last byte of every tensor. */
  private static void readAll(byte[] bytes) {
    var segment = MemorySegment.ofArray(bytes);
    var header = GgufHeader.read("changed.gguf", segment);
    for (var tensor : header.tensors().values()) {
      var data = segment.asSlice(tensor.offset(), tensor.byteSize());
      data.get(ValueLayout.JAVA_BYTE, 0);
      data.get(ValueLayout.JAVA_BYTE, tensor.byteSize() - 1);
    }
  }
}
