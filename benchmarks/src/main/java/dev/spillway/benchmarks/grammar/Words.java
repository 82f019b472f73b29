package dev.spillway.benchmarks.grammar;

import com.knuddels.jtokkit.Encodings;
import dev.spillway.worker.format.GgufFile;
import dev.spillway.worker.text.Tokenizer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * The tokens of a model.
 *
 * @param tokens the bytes of each
 * @param ends those that end a turn
 */
record Words(List<byte[]> tokens, Set<Integer> ends) {

  /**
   * @param name a model's file, or a vocabulary that a library carries: a token in Base64 and its
   *     number on each line
   */
  static Words named(String name) throws IOException {
    if (name.endsWith(".gguf")) {
      try (var file = GgufFile.open(Path.of(name))) {
        var tokenizer = Tokenizer.from(file.metadata());
        return new Words(tokenizer.bytes(), tokenizer.ends());
      }
    }
    var tokens = new ArrayList<byte[]>();
    try (var in = Encodings.class.getResourceAsStream(name + ".tiktoken")) {
      if (in == null) {
        throw new FileNotFoundException("there is no vocabulary " + name);
      }
      for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        tokens.add(Base64.getDecoder().decode(line.substring(0, line.indexOf(' '))));
      }
    }
    tokens.add(new byte[0]);
    return new Words(tokens, Set.of(tokens.size() - 1));
  }
}
