package dev.spillway.worker.engine;

import dev.spillway.worker.format.Metadata;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The tokens after which an answer is over, as the model's file names them. */
record EndTokens(Set<Integer> ids) {
  static final EndTokens NONE = new EndTokens(Set.of());
  private static final List<String> KEYS =
      List.of("tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id");

  EndTokens {
    ids = Set.copyOf(ids);
  }

  static EndTokens read(Metadata metadata) {
    var ids = new LinkedHashSet<Integer>();
    for (var key : KEYS) {
      if (metadata.has(key)) {
        ids.add(metadata.integer(key));
      }
    }
    return new EndTokens(ids);
  }

  boolean contains(int token) {
    return ids.contains(token);
  }
}
