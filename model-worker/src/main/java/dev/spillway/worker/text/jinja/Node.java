package dev.spillway.worker.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of a template. */
sealed interface Node {
  record Text(MarkedText text) implements Node {}

  record Print(Expr value) implements Node {}

  record Branch(Expr condition, List<Node> body) {}

  record If(List<Branch> branches, List<Node> otherwise) implements Node {}

  /**
   * @param targets one name, or several that each item is unpacked into
   */
  record For(
      List<String> targets,
      Expr items,
      @Nullable Expr condition,
      List<Node> body,
      List<Node> otherwise)
      implements Node {}

  record Set(String name, Expr value) implements Node {}

  /** {@code set namespace.attribute = value}. */
  record SetAttribute(String namespace, String attribute, Expr value) implements Node {}

  /** A variable that becomes the text of its body. */
  record Capture(String name, List<Node> body) implements Node {}

  record Break() implements Node {}

  record Continue() implements Node {}
}
