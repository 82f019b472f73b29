package dev.spillway.worker.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses the words of one output or block. One method per level of precedence, loosest first, as in
 * Jinja's own parser: {@code if}, {@code or}, {@code and}, {@code not}, comparisons, {@code + -},
 * {@code ~}, {@code * / // %}, unary minus, then what follows a value.
 */
final class ExprParser {
  private static final int MAX_DEPTH = 64;
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final List<Token> tokens;
  private final int line;
  private int at;
  private int depth;

  ExprParser(List<Token> tokens, int line) {
    this.tokens = tokens;
    this.line = line;
  }

  Expr expression() {
    deeper();
    var value = or();
    while (acceptName("if")) {
      var condition = or();
      value = new Expr.Choose(condition, value, acceptName("else") ? expression() : null);
    }
    depth--;
    return value;
  }

  /** What a {@code for} runs over: an expression without the conditional form. */
  Expr items() {
    return or();
  }

  /** One expression, or several with commas between them, which make a list. */
  Expr tuple() {
    var first = expression();
    if (!peekOperator(",")) {
      return first;
    }
    var items = new ArrayList<>(List.of(first));
    while (acceptOperator(",") && peek().kind() != Token.Kind.END) {
      items.add(expression());
    }
    return new Expr.ListOf(items);
  }

  private Expr or() {
    var left = and();
    while (acceptName("or")) {
      left = new Expr.Or(left, and());
    }
    return left;
  }

  private Expr and() {
    var left = not();
    while (acceptName("and")) {
      left = new Expr.And(left, not());
    }
    return left;
  }

  private Expr not() {
    if (acceptName("not")) {
      deeper();
      var negated = new Expr.Not(not());
      depth--;
      return negated;
    }
    return comparison();
  }

  private Expr comparison() {
    var left = sum();
    @Nullable Expr all = null;
    while (true) {
      String operator;
      if (peek().kind() == Token.Kind.OPERATOR && COMPARISONS.contains(peek().text())) {
        operator = next().text();
      } else if (acceptName("in")) {
        operator = "in";
      } else if (peek().is(Token.Kind.NAME, "not")
          && tokens.get(at + 1).is(Token.Kind.NAME, "in")) {
        at += 2;
        operator = "not in";
      } else {
        return all == null ? left : all;
      }
      var right = sum();
      Expr one =
          operator.equals("not in")
              ? new Expr.Not(new Expr.Binary("in", left, right))
              : new Expr.Binary(operator, left, right);
      all = all == null ? one : new Expr.And(all, one);
      left = right;
    }
  }

  private Expr sum() {
    var left = concatenation();
    while (peekOperator("+") || peekOperator("-")) {
      left = new Expr.Binary(next().text(), left, concatenation());
    }
    return left;
  }

  private Expr concatenation() {
    var left = product();
    while (acceptOperator("~")) {
      left = new Expr.Binary("~", left, product());
    }
    return left;
  }

  private Expr product() {
    var left = unary();
    while (peekOperator("*") || peekOperator("/") || peekOperator("//") || peekOperator("%")) {
      left = new Expr.Binary(next().text(), left, unary());
    }
    return left;
  }

  private Expr unary() {
    if (acceptOperator("-")) {
      deeper();
      var negative = new Expr.Negative(unary());
      depth--;
      return negative;
    }
    return suffixes(primary());
  }

  private Expr primary() {
    var token = next();
    return switch (token.kind()) {
      case STRING -> {
        var text = new StringBuilder(token.text());
        while (peek().kind() == Token.Kind.STRING) {
          text.append(next().text());
        }
        yield new Expr.Constant(MarkedText.trusted(text.toString()));
      }
      case INTEGER -> new Expr.Constant(integer(token.text()));
      case FLOAT -> new Expr.Constant(Double.parseDouble(token.text()));
      case NAME -> named(token.text());
      case OPERATOR ->
          switch (token.text()) {
            case "(" -> parenthesised();
            case "[" -> new Expr.ListOf(list("]"));
            case "{" -> new Expr.DictOf(entries());
            default -> throw unexpected(token);
          };
      case END -> throw unexpected(token);
    };
  }

  private Expr named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "true" -> new Expr.Constant(true);
      case "false" -> new Expr.Constant(false);
      case "none" -> new Expr.Constant(Values.NONE);
      default -> {
        if (acceptOperator("(")) {
          yield new Expr.Function(supported(Builtins.FUNCTIONS, "function", name), arguments());
        }
        yield new Expr.Name(name);
      }
    };
  }

  private Expr parenthesised() {
    if (acceptOperator(")")) {
      return new Expr.ListOf(List.of());
    }
    var first = expression();
    if (!acceptOperator(",")) {
      expect(")");
      return first;
    }
    var items = new ArrayList<>(List.of(first));
    items.addAll(list(")"));
    return new Expr.ListOf(items);
  }

  private List<Expr> list(String close) {
    var items = new ArrayList<Expr>();
    while (!acceptOperator(close)) {
      items.add(expression());
      if (!peekOperator(close)) {
        expect(",");
      }
    }
    return items;
  }

  private List<Expr.Entry> entries() {
    var entries = new ArrayList<Expr.Entry>();
    while (!acceptOperator("}")) {
      var key = expression();
      expect(":");
      entries.add(new Expr.Entry(key, expression()));
      if (!peekOperator("}")) {
        expect(",");
      }
    }
    return entries;
  }

  private Expr suffixes(Expr start) {
    var value = start;
    while (true) {
      if (acceptOperator(".")) {
        var name = name();
        value =
            acceptOperator("(")
                ? new Expr.Method(value, supported(Builtins.METHODS, "method", name), arguments())
                : new Expr.Member(value, name);
      } else if (acceptOperator("[")) {
        value = subscript(value);
      } else if (acceptOperator("|")) {
        var name = supported(Builtins.FILTERS, "filter", name());
        value =
            new Expr.Filter(value, name, acceptOperator("(") ? arguments() : Expr.Arguments.NONE);
      } else if (acceptName("is")) {
        value = test(value);
      } else if (peekOperator("(")) {
        throw fail("only functions and methods that are named can be called");
      } else {
        return value;
      }
    }
  }

  private Expr test(Expr value) {
    boolean negated = acceptName("not");
    var name = supported(Builtins.TESTS.keySet(), "test", name());
    Expr.Arguments arguments = Expr.Arguments.NONE;
    if (Boolean.TRUE.equals(Builtins.TESTS.get(name))) {
      arguments =
          acceptOperator("(") ? arguments() : new Expr.Arguments(List.of(primary()), Map.of());
    }
    var test = new Expr.Test(value, name, arguments);
    return negated ? new Expr.Not(test) : test;
  }

  private Expr subscript(Expr of) {
    @Nullable Expr from = peekOperator(":") ? null : expression();
    if (from != null && acceptOperator("]")) {
      return new Expr.Index(of, from);
    }
    expect(":");
    @Nullable Expr to = peekOperator(":") || peekOperator("]") ? null : expression();
    @Nullable Expr step = null;
    if (acceptOperator(":") && !peekOperator("]")) {
      step = expression();
    }
    expect("]");
    return new Expr.Slice(of, from, to, step);
  }

  private Expr.Arguments arguments() {
    var positional = new ArrayList<Expr>();
    var named = new LinkedHashMap<String, Expr>();
    while (!acceptOperator(")")) {
      if (peek().kind() == Token.Kind.NAME && tokens.get(at + 1).is(Token.Kind.OPERATOR, "=")) {
        var name = name();
        expect("=");
        named.put(name, expression());
      } else {
        positional.add(expression());
      }
      if (!peekOperator(")")) {
        expect(",");
      }
    }
    return new Expr.Arguments(List.copyOf(positional), Map.copyOf(named));
  }

  String name() {
    var token = next();
    if (token.kind() != Token.Kind.NAME) {
      throw unexpected(token);
    }
    return token.text();
  }

  boolean acceptName(String text) {
    return accept(Token.Kind.NAME, text);
  }

  boolean acceptOperator(String text) {
    return accept(Token.Kind.OPERATOR, text);
  }

  void expectName(String text) {
    if (!acceptName(text)) {
      throw fail("expected '%s', found '%s'".formatted(text, peek().text()));
    }
  }

  void end() {
    if (peek().kind() != Token.Kind.END) {
      throw unexpected(peek());
    }
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  TemplateException fail(String reason) {
    return new TemplateException("line %d: %s".formatted(line, reason));
  }

  private String supported(Set<String> known, String what, String name) {
    if (!known.contains(name)) {
      throw fail("the %s '%s' is not supported".formatted(what, name));
    }
    return name;
  }

  private long integer(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw fail("the number %s is too large".formatted(digits));
    }
  }

  private void deeper() {
    depth++;
    if (depth > MAX_DEPTH) {
      throw fail("an expression is nested too deeply");
    }
  }

  private void expect(String operator) {
    if (!acceptOperator(operator)) {
      throw fail("expected '%s', found '%s'".formatted(operator, peek().text()));
    }
  }

  private boolean peekOperator(String text) {
    return peek().is(Token.Kind.OPERATOR, text);
  }

  private boolean accept(Token.Kind kind, String text) {
    boolean found = peek().is(kind, text);
    at += found ? 1 : 0;
    return found;
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token next() {
    var token = tokens.get(at);
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  private TemplateException unexpected(Token token) {
    return fail("unexpected '%s'".formatted(token.text()));
  }
}
