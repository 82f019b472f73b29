package dev.spillway.worker.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.testkit.TinyGguf;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
  @TempDir Path folder;

  @Test
  void metadata_of_every_kind_reads_as_it_was_written() {
    var file =
        new TinyGguf()
            .put("text", "h\u00e9llo")
            .put("int", 7)
            .put("long", 1L << 40)
            .put("float", 0.5f)
            .put("double", 0.25)
            .put("flag", true)
            .put("texts", List.of("a", "", "b"))
            .put("ints", new int[] {-1, 2})
            .put("floats", new float[] {1f, -2f})
            .writeTo(folder.resolve("m.gguf"));
    try (var gguf = GgufFile.open(file)) {
      var metadata = gguf.metadata();
      assertThat(metadata.string("text")).isEqualTo("h\u00e9llo");
      assertThat(metadata.integer("int")).isEqualTo(7);
      assertThat(metadata.floating("float")).isEqualTo(0.5f);
      assertThat(metadata.floating("double")).isEqualTo(0.25f);
      assertThat(metadata.flag("flag", false)).isTrue();
      assertThat(metadata.strings("texts")).containsExactly("a", "", "b");
      assertThat(metadata.integers("ints")).containsExactly(-1, 2);
      assertThat(metadata.floats("floats")).containsExactly(1f, -2f);
      assertThat(metadata.integer("absent", 3)).isEqualTo(3);
      assertThat(metadata.optionalString("absent")).isEmpty();
      assertThatThrownBy(() -> metadata.integer("long"))
          .isInstanceOf(GgufException.class)
          .hasMessageContaining("'long' does not fit 32 bits");
      assertThatThrownBy(() -> metadata.string("int"))
          .hasMessageContaining("'int' should be a string but is an integer");
      assertThatThrownBy(() -> metadata.string("absent"))
          .isInstanceOf(GgufException.class)
          .hasMessage(file + ": metadata key 'absent' is missing");
    }
  }

  @Test
  void a_tensor_is_exactly_its_bytes_and_read_only() {
    var file =
        new TinyGguf()
            .tensor("a", WeightType.F32, new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6})
            .tensor("b", WeightType.F16, new long[] {4}, new float[] {1, -1, 0.5f, 2})
            .tensor("c", WeightType.Q8_0, new long[] {32, 2}, new float[64])
            .writeTo(folder.resolve("t.gguf"));
    try (var gguf = GgufFile.open(file)) {
      var a = gguf.tensor("a");
      assertThat(a.rows()).isEqualTo(3);
      assertThat(a.columns()).isEqualTo(2);
      assertThat(a.data().byteSize()).isEqualTo(24);
      assertThat(a.data().isReadOnly()).isTrue();
      assertThat(a.data().get(ValueLayout.JAVA_FLOAT, 20)).isEqualTo(6f);
      var b = gguf.tensor("b").data();
      assertThat(Float.float16ToFloat(b.get(ValueLayout.JAVA_SHORT, 4))).isEqualTo(0.5f);
      assertThat(gguf.tensor("c").data().byteSize()).isEqualTo(68);
      assertThat(gguf.tensors())
          .hasEntrySatisfying("c", c -> assertThat(c.shape()).containsExactly(32L, 2L));
      assertThatThrownBy(() -> gguf.tensor("d"))
          .isInstanceOf(GgufException.class)
          .hasMessage(file + ": tensor 'd' is missing");
    }
  }

  @Test
  void a_tensor_of_more_than_two_gibibytes_can_be_read_to_its_end() throws IOException {
    var file =
        new TinyGguf()
            .rawTensor("big", 0, new long[] {1 << 20, 513}, new byte[0])
            .writeTo(folder.resolve("big.gguf"));
    long dataStart = Files.size(file);
    long size = (4L << 20) * 513;
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(dataStart + size); // A sparse file: it takes no room on the disk.
      out.seek(dataStart + size - 4);
      out.write(new byte[] {0, 0, (byte) 0x80, 0x3F});
    }
    try (var gguf = GgufFile.open(file)) {
      var data = gguf.tensor("big").data();
      assertThat(data.byteSize()).isEqualTo(size).isGreaterThan(Integer.MAX_VALUE);
      assertThat(data.get(ValueLayout.JAVA_FLOAT, size - 4)).isEqualTo(1f);
    }
  }

  @Test
  void the_fingerprint_is_the_sha256_of_the_file() throws Exception {
    var file = TinyLlama.of(WeightType.F32).writeTo(folder.resolve("l.gguf"));
    var expected = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    try (var gguf = GgufFile.open(file)) {
      assertThat(gguf.fingerprint()).isEqualTo(HexFormat.of().formatHex(expected));
    }
  }

  @Test
  void a_whole_tiny_model_opens_in_every_supported_type() {
    for (var type : WeightType.values()) {
      var file = TinyLlama.of(type).writeTo(folder.resolve(type + ".gguf"));
      try (var gguf = GgufFile.open(file)) {
        assertThat(gguf.tensor("blk.1.ffn_down.weight").type().name()).isEqualTo(type.name());
        assertThat(gguf.tensor("output_norm.weight").type()).isEqualTo(GgmlType.F32);
      }
    }
  }

  @Test
  void a_closed_file_refuses_reads_instead_of_crashing() {
    var file = TinyLlama.of(WeightType.F32).writeTo(folder.resolve("closed.gguf"));
    var gguf = GgufFile.open(file);
    var data = gguf.tensor("output.weight").data();
    gguf.close();
    assertThatThrownBy(() -> data.get(ValueLayout.JAVA_FLOAT, 0))
        .isInstanceOf(IllegalStateException.class);
  }
}
