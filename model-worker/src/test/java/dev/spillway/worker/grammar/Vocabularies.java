package dev.spillway.worker.grammar;

import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import dev.spillway.worker.format.GgufFile;
import dev.spillway.worker.text.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Vocabularies to try grammars with. */
final class Vocabularies {
  /** All bytes, and a few longer ones. */
  static final Tokenizer TINY = tiny();

  /** That of the demo models. */
  static final Tokenizer DEMO = of(Path.of("../models/demo-small.gguf"));

  private Vocabularies() {}

  static Tokenizer of(Path model) {
    try (var file = GgufFile.open(model)) {
      return Tokenizer.from(file.metadata());
    }
  }

  private static Tokenizer tiny() {
    try {
      var file = Files.createTempFile("tiny", ".gguf");
      try {
        return of(TinyLlama.of(WeightType.F32).gguf().writeTo(file));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Grammars grammars(Tokenizer tokenizer) {
    return new Grammars("m", tokenizer.bytes(), tokenizer.ends(), 32 << 20);
  }

  /** All bytes, and tokens in which JSON ends and goes on. */
  static List<byte[]> jsonish() {
    var tokens = new ArrayList<byte[]>();
    for (int value = 0; value < 256; value++) {
      tokens.add(new byte[] {(byte) value});
    }
    for (var text :
        List.of(
            "\",", "\":", "\": ", "\",\"", "\", \"", "\"}", "\"]}", "{\"", "[[", "]]", "],[", "},{",
            "}]", "[]", "{}", "\":\"", "\":{\"", "\n  ", "\n  \"", " \"", "  ", "00", "12", "1.5",
            "e+1", "-1", "true", "null", "tr", "ue,", "ab", "abc", "\\u", "\\ud8", "\\n", "\\\"",
            "é", "漢字", "😀", "\"a\":1", "\"a\"", "a\":", "a\"", "b\",\"", "ééé", ",\n \"")) {
      tokens.add(text.getBytes(StandardCharsets.UTF_8));
    }
    // Pieces of characters, and a token twice.
    tokens.add(new byte[] {(byte) 0xC3});
    tokens.add(new byte[] {(byte) 0xA9, '"'});
    tokens.add(new byte[] {(byte) 0x9F, (byte) 0x98});
    tokens.add(new byte[0]);
    return tokens;
  }

  static BitSet ends(List<byte[]> tokens) {
    var ends = new BitSet();
    ends.set(tokens.size() - 1);
    return ends;
  }
}
