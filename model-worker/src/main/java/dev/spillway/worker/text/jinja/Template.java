package dev.spillway.worker.text.jinja;

import java.util.List;
import java.util.Map;

/**
 * A parsed template. Immutable; any thread may render it.
 *
 * <p>A rendering ends within a number of steps and of characters that do not depend on the
 * template, and can reach nothing but the variables it is given.
 */
public final class Template {
  private static final int MAX_SOURCE = 1 << 20;
  private static final long MAX_STEPS = 5_000_000;
  private static final int MAX_CHARS = 16 << 20;

  private final List<Node> nodes;

  private Template(List<Node> nodes) {
    this.nodes = nodes;
  }

  /**
   * @throws TemplateException the source is not Jinja, or uses what is not supported; the message
   *     names it and its line
   */
  public static Template parse(String source) {
    if (source.length() > MAX_SOURCE) {
      throw new TemplateException("it is longer than %d characters".formatted(MAX_SOURCE));
    }
    return new Template(Parser.parse(source));
  }

  /**
   * Renders with variables whose values are {@link MarkedText}, Long, Double, Boolean, lists, or
   * maps with String keys.
   *
   * @throws TemplateException.Refused the template does not accept the variables
   * @throws TemplateException.BudgetExceeded it ran too long or wrote too much
   * @throws TemplateException it did something impossible, such as adding text to a list
   */
  public MarkedText render(Map<String, Object> variables) {
    return new Interpreter(variables, new Budget(MAX_STEPS, MAX_CHARS)).render(nodes);
  }
}
