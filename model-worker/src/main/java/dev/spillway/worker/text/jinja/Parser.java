package dev.spillway.worker.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses statements. A tag that is not supported is named in the error, with its line. */
final class Parser {
  private static final int MAX_DEPTH = 64;

  private final List<Part> parts;
  private int at;
  private int depth;
  private int loops;

  /** The words of the tag at which {@link #body} stopped, and the name of that tag. */
  private @Nullable ExprParser closer;

  private String closerName = "";

  private Parser(List<Part> parts) {
    this.parts = parts;
  }

  static List<Node> parse(String source) {
    var parser = new Parser(Lexer.cut(source));
    return parser.body(Set.of());
  }

  /** Statements up to one of the tags in {@code closers}, or to the end if there are none. */
  private List<Node> body(Set<String> closers) {
    depth++;
    if (depth > MAX_DEPTH) {
      throw new TemplateException("blocks are nested too deeply");
    }
    var nodes = new ArrayList<Node>();
    while (at < parts.size()) {
      switch (parts.get(at++)) {
        case Part.Data data -> nodes.add(new Node.Text(MarkedText.trusted(data.text())));
        case Part.Output output -> {
          var words = new ExprParser(output.tokens(), output.line());
          nodes.add(new Node.Print(words.expression()));
          words.end();
        }
        case Part.Block block -> {
          var words = new ExprParser(block.tokens(), block.line());
          var tag = words.name();
          if (closers.contains(tag)) {
            closer = words;
            closerName = tag;
            depth--;
            return List.copyOf(nodes);
          }
          statement(tag, words, nodes);
        }
      }
    }
    if (!closers.isEmpty()) {
      throw new TemplateException("a block is not closed: one of %s is missing".formatted(closers));
    }
    depth--;
    return List.copyOf(nodes);
  }

  private void statement(String tag, ExprParser words, List<Node> nodes) {
    switch (tag) {
      case "if" -> nodes.add(conditional(words));
      case "for" -> nodes.add(loop(words));
      case "set" -> nodes.add(assignment(words));
      case "break", "continue" -> {
        words.end();
        if (loops == 0) {
          throw words.fail("'%s' outside a loop".formatted(tag));
        }
        nodes.add(tag.equals("break") ? new Node.Break() : new Node.Continue());
      }
      case "generation" -> {
        // Marks what the assistant wrote, for training; it changes nothing that is rendered.
        words.end();
        nodes.addAll(body(Set.of("endgeneration")));
        closed().end();
      }
      default -> throw words.fail("the tag '%s' is not supported".formatted(tag));
    }
  }

  private Node conditional(ExprParser words) {
    var branches = new ArrayList<Node.Branch>();
    List<Node> otherwise = List.of();
    var condition = words.expression();
    words.end();
    while (true) {
      branches.add(new Node.Branch(condition, body(Set.of("elif", "else", "endif"))));
      if (closerName.equals("elif")) {
        condition = closed().expression();
        closed().end();
        continue;
      }
      closed().end();
      if (closerName.equals("else")) {
        otherwise = body(Set.of("endif"));
        closed().end();
      }
      return new Node.If(List.copyOf(branches), otherwise);
    }
  }

  private Node loop(ExprParser words) {
    var targets = new ArrayList<String>();
    boolean bracket = words.acceptOperator("(");
    do {
      targets.add(words.name());
    } while (words.acceptOperator(","));
    if (bracket && !words.acceptOperator(")")) {
      throw words.fail("expected ')'");
    }
    words.expectName("in");
    var items = words.items();
    @Nullable Expr condition = words.acceptName("if") ? words.expression() : null;
    words.end();
    loops++;
    var body = body(Set.of("else", "endfor"));
    loops--;
    closed().end();
    List<Node> otherwise = List.of();
    if (closerName.equals("else")) {
      otherwise = body(Set.of("endfor"));
      closed().end();
    }
    return new Node.For(List.copyOf(targets), items, condition, body, otherwise);
  }

  private Node assignment(ExprParser words) {
    var name = words.name();
    if (words.acceptOperator(".")) {
      var attribute = words.name();
      equals(words);
      var node = new Node.SetAttribute(name, attribute, words.tuple());
      words.end();
      return node;
    }
    if (words.atEnd()) {
      var body = body(Set.of("endset"));
      closed().end();
      return new Node.Capture(name, body);
    }
    equals(words);
    var node = new Node.Set(name, words.tuple());
    words.end();
    return node;
  }

  private static void equals(ExprParser words) {
    if (!words.acceptOperator("=")) {
      throw words.fail("expected '=' in 'set'");
    }
  }

  private ExprParser closed() {
    if (closer == null) {
      throw new IllegalStateException("no block was closed");
    }
    return closer;
  }
}
