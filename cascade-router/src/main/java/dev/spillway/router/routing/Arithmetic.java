package dev.spillway.router.routing;

/**
 * The sums that a text writes out, "3 * (4 + 5) = 27", and which of them hold. A reply with a wrong
 * one is likely wrong; one with several right ones is likely right. (That steps can be checked one
 * by one is what verifiers of mathematics live on: Cobbe et al. 2021, arXiv 2110.14168; these need
 * no model.)
 *
 * @param right equations that hold, up to rounding
 * @param wrong equations that do not
 */
record Arithmetic(int right, int wrong) {
  private static final String OPERATORS = "+-*/x×÷";
  private static final String LEFT_SIDE = "0123456789.,$ ()" + OPERATORS;

  /** A longer left side is cut: it is no sum that anybody wrote. */
  private static final int LONGEST = 120;

  /** Between a result as written and as computed, relative to its size: replies round. */
  private static final double ROUNDING = 0.01;

  static Arithmetic of(String text) {
    int right = 0;
    int wrong = 0;
    for (int at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
      double left = Sum.value(leftSide(text, at));
      double said = number(text, at + 1);
      if (Double.isFinite(left) && Double.isFinite(said)) {
        if (Math.abs(left - said) <= ROUNDING * (1 + Math.max(1, Math.abs(said)))) {
          right++;
        } else {
          wrong++;
        }
      }
    }
    return new Arithmetic(right, wrong);
  }

  /** What stands directly left of an equals sign and could be a sum, without blanks and commas. */
  private static String leftSide(String text, int end) {
    int from = end;
    while (from > Math.max(0, end - LONGEST) && LEFT_SIDE.indexOf(text.charAt(from - 1)) >= 0) {
      from--;
    }
    while (from < end && "0123456789(-".indexOf(text.charAt(from)) < 0) {
      from++;
    }
    return text.substring(from, end).replaceAll("[,$ ]", "");
  }

  /** The number that begins here, after blanks and currency signs; NaN if none does. */
  private static double number(String text, int at) {
    int from = at;
    while (from < text.length() && (text.charAt(from) == ' ' || text.charAt(from) == '$')) {
      from++;
    }
    int to = from;
    while (to < Math.min(text.length(), from + LONGEST)
        && ("0123456789.,".indexOf(text.charAt(to)) >= 0
            || (to == from && text.charAt(to) == '-'))) {
      to++;
    }
    var digits = text.substring(from, to).replace(",", "");
    return decimal(digits.endsWith(".") ? digits.substring(0, digits.length() - 1) : digits);
  }

  private static double decimal(String digits) {
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Evaluates a sum by recursive descent: terms of factors, brackets first. */
  private static final class Sum {
    private final String text;
    private int at;
    private boolean computed;

    private Sum(String text) {
      this.text = text;
    }

    /** NaN if the text is no sum, or a number with nothing to compute. */
    static double value(String text) {
      var sum = new Sum(text);
      double value = sum.terms();
      return sum.at == text.length() && sum.computed ? value : Double.NaN;
    }

    private double terms() {
      double value = factors();
      while (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        computed = true;
        value = text.charAt(at++) == '+' ? value + factors() : value - factors();
      }
      return value;
    }

    private double factors() {
      double value = factor();
      while (at < text.length() && "*/x×÷".indexOf(text.charAt(at)) >= 0) {
        computed = true;
        char operator = text.charAt(at++);
        value = operator == '/' || operator == '÷' ? value / factor() : value * factor();
      }
      return value;
    }

    private double factor() {
      if (at < text.length() && text.charAt(at) == '-') {
        at++;
        return -factor();
      }
      if (at < text.length() && text.charAt(at) == '(') {
        at++;
        double value = terms();
        return at < text.length() && text.charAt(at++) == ')' ? value : Double.NaN;
      }
      int from = at;
      while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      return decimal(text.substring(from, at));
    }
  }
}
