package dev.spillway.contracts.worker;

import java.util.List;

/**
 * Texts as vectors.
 *
 * @param model that made them; those of another cannot be compared with them
 * @param each one for each text, in their order
 */
public record Embeddings(String model, List<Embedding> each) {
  public Embeddings {
    each = List.copyOf(each);
  }
}
