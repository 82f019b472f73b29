package dev.spillway.worker.text.jinja;

/** What one rendering may still do. A template is part of a model file, and so is not trusted. */
final class Budget {
  private static final int MAX_DEPTH = 200;

  private final int mostChars;
  private long steps;
  private int depth;

  Budget(long steps, int mostChars) {
    this.steps = steps;
    this.mostChars = mostChars;
  }

  /** Pays for work in proportion to {@code amount}. */
  void pay(long amount) {
    steps -= amount;
    if (steps < 0) {
      throw new TemplateException.BudgetExceeded("the chat template runs too long");
    }
  }

  /** Pays for text of this length coming into being. */
  void payText(int length) {
    if (length > mostChars) {
      throw new TemplateException.BudgetExceeded(
          "the chat template writes more than %d characters".formatted(mostChars));
    }
    pay(1 + length / 64);
  }

  void enter() {
    pay(1);
    depth++;
    if (depth > MAX_DEPTH) {
      throw new TemplateException.BudgetExceeded("the chat template is nested too deeply");
    }
  }

  void leave() {
    depth--;
  }
}
