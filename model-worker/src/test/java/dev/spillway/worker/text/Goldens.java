package dev.spillway.worker.text;

import dev.spillway.testkit.TinyGguf;
import dev.spillway.worker.format.GgufFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;

/** What the reference libraries did, written by {@code make_goldens.py}. */
final class Goldens {
  private Goldens() {}

  static JsonArray array(String name) {
    return new JsonArray(text(name));
  }

  static JsonObject object(String name) {
    return new JsonObject(text(name));
  }

  static String text(String name) {
    try (var in = Goldens.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no test resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> strings(JsonArray array) {
    return IntStream.range(0, array.size()).mapToObj(array::getString).toList();
  }

  static int[] integers(JsonArray array) {
    return IntStream.range(0, array.size()).map(array::getInteger).toArray();
  }

  /** By way of a real file, as a model's tokenizer comes. */
  static Tokenizer tokenizer(TinyGguf gguf) {
    try {
      var file = Files.createTempFile("tokenizer", ".gguf");
      try (var open = GgufFile.open(gguf.writeTo(file))) {
        return Tokenizer.from(open.metadata());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Tokenizer tokenizer(JsonObject golden) {
    var tokens = strings(golden.getJsonArray("tokens"));
    var types =
        golden.containsKey("types")
            ? integers(golden.getJsonArray("types"))
            : tokens.stream().mapToInt(token -> 1).toArray();
    return tokenizer(
        new TinyGguf()
            .put("tokenizer.ggml.model", "gpt2")
            .put("tokenizer.ggml.pre", golden.getString("pre"))
            .put("tokenizer.ggml.tokens", tokens)
            .put("tokenizer.ggml.token_type", types)
            .put("tokenizer.ggml.merges", strings(golden.getJsonArray("merges")))
            .put("tokenizer.ggml.eos_token_id", 2));
  }
}
