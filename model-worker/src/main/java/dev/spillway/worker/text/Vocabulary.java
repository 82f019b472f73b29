package dev.spillway.worker.text;

import dev.spillway.worker.format.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a model: what each is called, which bytes it stands for, and which of them are
 * special, that is, made by templates and models but never by the text of a message.
 */
final class Vocabulary {
  private static final byte[] NO_BYTES = {};
  private static final int NORMAL = 1;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;

  private final List<String> texts;
  private final byte[][] bytes;
  private final int[] types;
  private final Map<String, Integer> normal = new HashMap<>();
  private final Map<String, Integer> special = new HashMap<>();
  private final int[] ofByte = new int[256];

  private Vocabulary(List<String> texts, int[] types) {
    this.texts = texts;
    this.types = types;
    this.bytes = new byte[texts.size()][];
    for (int id = 0; id < types.length; id++) {
      var text = texts.get(id);
      switch (types[id]) {
        case NORMAL -> {
          normal.putIfAbsent(text, id);
          bytes[id] = ByteAlphabet.bytes(text);
        }
        case CONTROL -> {
          special.putIfAbsent(text, id);
          bytes[id] = NO_BYTES;
        }
        case USER_DEFINED -> {
          special.putIfAbsent(text, id);
          bytes[id] = text.getBytes(StandardCharsets.UTF_8);
        }
        default -> bytes[id] = NO_BYTES;
      }
    }
    for (int value = 0; value < ofByte.length; value++) {
      var symbol = String.valueOf(ByteAlphabet.symbol((byte) value));
      ofByte[value] = normal.getOrDefault(symbol, -1);
    }
  }

  static Vocabulary from(Metadata metadata) {
    var texts = metadata.strings("tokenizer.ggml.tokens");
    var typesKey = "tokenizer.ggml.token_type";
    var types = metadata.integers(typesKey);
    if (types.length != texts.size()) {
      throw metadata.unusable(
          typesKey, "has %d entries for %d tokens".formatted(types.length, texts.size()));
    }
    return new Vocabulary(texts, types);
  }

  int size() {
    return texts.size();
  }

  /** The most characters of a prompt that one token may stand for; at least one. */
  int longest() {
    return Math.max(
        Arrays.stream(bytes).mapToInt(token -> token.length).max().orElse(1),
        special.keySet().stream().mapToInt(String::length).max().orElse(1));
  }

  String text(int id) {
    return texts.get(id);
  }

  /** What the token adds to an answer; nothing for a control token and for a row of padding. */
  byte[] bytes(int id) {
    return id < bytes.length ? bytes[id] : NO_BYTES;
  }

  List<byte[]> bytes() {
    return Collections.unmodifiableList(Arrays.asList(bytes));
  }

  boolean isControl(int id) {
    return types[id] == CONTROL;
  }

  OptionalInt normal(String text) {
    return optional(normal.get(text));
  }

  OptionalInt special(String text) {
    return optional(special.get(text));
  }

  Map<String, Integer> specials() {
    return special;
  }

  /** The token of one byte, or -1. */
  int ofByte(byte value) {
    return ofByte[Byte.toUnsignedInt(value)];
  }

  private static OptionalInt optional(@Nullable Integer id) {
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }
}
