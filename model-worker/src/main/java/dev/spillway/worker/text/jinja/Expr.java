package dev.spillway.worker.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An expression of a template. */
sealed interface Expr {
  record Constant(Object value) implements Expr {}

  record Name(String name) implements Expr {}

  record ListOf(List<Expr> items) implements Expr {}

  record Entry(Expr key, Expr value) {}

  record DictOf(List<Entry> entries) implements Expr {}

  record Member(Expr of, String name) implements Expr {}

  record Index(Expr of, Expr index) implements Expr {}

  record Slice(Expr of, @Nullable Expr from, @Nullable Expr to, @Nullable Expr step)
      implements Expr {}

  record Not(Expr of) implements Expr {}

  record Negative(Expr of) implements Expr {}

  record And(Expr left, Expr right) implements Expr {}

  record Or(Expr left, Expr right) implements Expr {}

  record Binary(String operator, Expr left, Expr right) implements Expr {}

  /** {@code yes if condition else no}. */
  record Choose(Expr condition, Expr yes, @Nullable Expr no) implements Expr {}

  record Arguments(List<Expr> positional, Map<String, Expr> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());
  }

  record Filter(Expr of, String name, Arguments arguments) implements Expr {}

  record Test(Expr of, String name, Arguments arguments) implements Expr {}

  record Function(String name, Arguments arguments) implements Expr {}

  record Method(Expr of, String name, Arguments arguments) implements Expr {}
}
