package dev.spillway.worker.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the statements of a template once. */
final class Interpreter {
  /** How a body ended. */
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private final Budget budget;
  private final Evaluator evaluator;
  private Scope scope;
  private MarkedText.Builder out = new MarkedText.Builder();

  Interpreter(Map<String, Object> variables, Budget budget) {
    this.budget = budget;
    this.scope = new Scope(null, new LinkedHashMap<>(variables));
    this.evaluator = new Evaluator(budget, name -> scope.get(name));
  }

  MarkedText render(List<Node> nodes) {
    run(nodes);
    return out.build();
  }

  private Flow run(List<Node> nodes) {
    for (var node : nodes) {
      budget.pay(1);
      var flow =
          switch (node) {
            case Node.Text text -> print(text.text());
            case Node.Print print -> print(Values.text(evaluator.value(print.value())));
            case Node.If choice -> choose(choice);
            case Node.For loop -> loop(loop);
            case Node.Set set -> assign(set.name(), evaluator.value(set.value()));
            case Node.SetAttribute set -> change(set);
            case Node.Capture capture -> capture(capture);
            case Node.Break _ -> Flow.BREAK;
            case Node.Continue _ -> Flow.CONTINUE;
          };
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow print(MarkedText text) {
    out.append(text);
    budget.payText(out.length());
    return Flow.ON;
  }

  private Flow choose(Node.If choice) {
    for (var branch : choice.branches()) {
      if (Values.truth(evaluator.value(branch.condition()))) {
        return run(branch.body());
      }
    }
    return run(choice.otherwise());
  }

  private Flow assign(String name, Object value) {
    scope.set(name, value);
    return Flow.ON;
  }

  private Flow change(Node.SetAttribute set) {
    if (!(scope.get(set.namespace()) instanceof Values.Namespace namespace)) {
      throw new TemplateException("'%s' is not a namespace".formatted(set.namespace()));
    }
    namespace.attributes().put(set.attribute(), evaluator.value(set.value()));
    return Flow.ON;
  }

  private Flow capture(Node.Capture capture) {
    var outer = out;
    out = new MarkedText.Builder();
    var flow = run(capture.body());
    var text = out.build();
    out = outer;
    scope.set(capture.name(), text);
    return flow;
  }

  private Flow loop(Node.For loop) {
    var outer = scope;
    List<Object> items = new ArrayList<>();
    for (var item : Values.items(evaluator.value(loop.items()))) {
      budget.pay(1);
      scope = new Scope(outer, new LinkedHashMap<>());
      unpack(loop.targets(), item);
      if (loop.condition() == null || Values.truth(evaluator.value(loop.condition()))) {
        items.add(item);
      }
    }
    try {
      for (int i = 0; i < items.size(); i++) {
        scope = new Scope(outer, new LinkedHashMap<>());
        unpack(loop.targets(), items.get(i));
        scope.set("loop", state(items, i));
        if (run(loop.body()) == Flow.BREAK) {
          break;
        }
      }
    } finally {
      scope = outer;
    }
    return items.isEmpty() ? run(loop.otherwise()) : Flow.ON;
  }

  private void unpack(List<String> targets, Object item) {
    if (targets.size() == 1) {
      scope.set(targets.get(0), item);
      return;
    }
    var parts = Values.items(item);
    if (parts.size() != targets.size()) {
      throw new TemplateException(
          "an item of %d parts cannot be unpacked into %d".formatted(parts.size(), targets.size()));
    }
    for (int i = 0; i < targets.size(); i++) {
      scope.set(targets.get(i), Values.item(parts, i));
    }
  }

  private static Map<String, Object> state(List<Object> items, int at) {
    Map<String, Object> loop = new LinkedHashMap<>();
    int size = items.size();
    loop.put("index", at + 1L);
    loop.put("index0", (long) at);
    loop.put("revindex", (long) size - at);
    loop.put("revindex0", size - at - 1L);
    loop.put("first", at == 0);
    loop.put("last", at == size - 1);
    loop.put("length", (long) size);
    if (at > 0) {
      loop.put("previtem", items.get(at - 1));
    }
    if (at + 1 < size) {
      loop.put("nextitem", items.get(at + 1));
    }
    return loop;
  }

  /** A loop's body sees what is outside it, but what it sets is gone with each round. */
  private record Scope(@Nullable Scope outer, Map<String, Object> variables) {
    Object get(String name) {
      for (var scope = this; scope != null; scope = scope.outer) {
        var value = scope.variables.get(name);
        if (value != null) {
          return value;
        }
      }
      return new Values.Undefined(name);
    }

    void set(String name, Object value) {
      variables.put(name, value);
    }
  }
}
