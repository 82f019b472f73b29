package dev.spillway.router.routing;

/**
 * What can be counted in a question whatever it is about: how long it is, of how many sentences and
 * lines, how many numbers it gives, how long its words are. Words tell what a question is about and
 * so mean little elsewhere; a question that gives many numbers in many sentences is hard in any
 * field.
 */
final class QuestionShape {
  /** How many {@link #numbers} there are. */
  static final int COUNT = 9;

  /** As of a text's words, only the beginning is read, which bounds the time of a decision. */
  private static final int MAX_CHARACTERS = 16_384;

  private int words;
  private int wordCharacters;
  private int numbers;
  private int lines;
  private int sentences;
  private int capitals;
  private int signs;

  private QuestionShape() {}

  static double[] numbers(String question) {
    int end = Math.min(question.length(), MAX_CHARACTERS);
    var counted = new QuestionShape();
    char before = ' ';
    for (int i = 0; i < end; i++) {
      char c = question.charAt(i);
      counted.count(before, c);
      before = c;
    }
    double length = Math.max(1, end);
    double words = Math.max(1, counted.words);
    return new double[] {
      Math.log1p(question.length()),
      Math.log1p(counted.words),
      counted.wordCharacters / words,
      Math.log1p(counted.numbers),
      counted.numbers / words,
      Math.log1p(counted.lines),
      Math.log1p(counted.sentences),
      counted.capitals / length,
      counted.signs / length,
    };
  }

  private void count(char before, char c) {
    if (Character.isLetterOrDigit(c)) {
      wordCharacters++;
      words += Character.isLetterOrDigit(before) ? 0 : 1;
      numbers += Character.isDigit(c) && !Character.isDigit(before) ? 1 : 0;
      capitals += Character.isUpperCase(c) ? 1 : 0;
    } else if (Character.isWhitespace(c)) {
      lines += c == '\n' ? 1 : 0;
      sentences += before == '.' || before == '!' || before == '?' ? 1 : 0;
    } else {
      signs++;
    }
  }
}
