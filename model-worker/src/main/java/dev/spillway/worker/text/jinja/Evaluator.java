package dev.spillway.worker.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Computes expressions. */
final class Evaluator {
  private final Budget budget;
  private final Function<String, Object> variables;

  Evaluator(Budget budget, Function<String, Object> variables) {
    this.budget = budget;
    this.variables = variables;
  }

  Object value(Expr expr) {
    budget.enter();
    var value = compute(expr);
    budget.leave();
    switch (value) {
      case MarkedText text -> budget.payText(text.length());
      case List<?> list -> budget.pay(list.size());
      default -> {}
    }
    return value;
  }

  private Object compute(Expr expr) {
    return switch (expr) {
      case Expr.Constant constant -> constant.value();
      case Expr.Name name -> variables.apply(name.name());
      case Expr.ListOf list -> list.items().stream().map(this::value).toList();
      case Expr.DictOf dict -> dict(dict);
      case Expr.Member member -> Values.member(value(member.of()), member.name());
      case Expr.Index index -> Values.index(value(index.of()), value(index.index()));
      case Expr.Slice slice ->
          Operators.slice(
              value(slice.of()), maybe(slice.from()), maybe(slice.to()), maybe(slice.step()));
      case Expr.Not not -> !Values.truth(value(not.of()));
      case Expr.Negative negative -> Operators.negative(value(negative.of()));
      case Expr.And and -> {
        var left = value(and.left());
        yield Values.truth(left) ? value(and.right()) : left;
      }
      case Expr.Or or -> {
        var left = value(or.left());
        yield Values.truth(left) ? left : value(or.right());
      }
      case Expr.Binary binary ->
          Operators.apply(binary.operator(), value(binary.left()), value(binary.right()));
      case Expr.Choose choose -> {
        if (Values.truth(value(choose.condition()))) {
          yield value(choose.yes());
        }
        yield choose.no() == null ? new Values.Undefined("else") : value(choose.no());
      }
      case Expr.Filter filter ->
          Builtins.filter(filter.name(), value(filter.of()), arguments(filter.arguments()));
      case Expr.Test test ->
          Builtins.test(test.name(), value(test.of()), arguments(test.arguments()));
      case Expr.Function call -> Builtins.function(call.name(), arguments(call.arguments()));
      case Expr.Method call ->
          Builtins.method(call.name(), value(call.of()), arguments(call.arguments()));
    };
  }

  private @Nullable Object maybe(@Nullable Expr expr) {
    return expr == null ? null : value(expr);
  }

  private Map<String, Object> dict(Expr.DictOf dict) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (var entry : dict.entries()) {
      map.put(Values.text(value(entry.key())).chars(), value(entry.value()));
    }
    return map;
  }

  private Arguments arguments(Expr.Arguments arguments) {
    List<Object> positional = new ArrayList<>();
    arguments.positional().forEach(expr -> positional.add(value(expr)));
    Map<String, Object> named = new LinkedHashMap<>();
    arguments.named().forEach((name, expr) -> named.put(name, value(expr)));
    return new Arguments(positional, named);
  }
}
