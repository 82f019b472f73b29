package dev.spillway.router.routing;

/**
 * What of questions and replies a router sees beside their words. A router that was stored sees
 * what it was trained on, whatever newer ones see.
 */
enum Inputs {
  /** How long they are. */
  LENGTHS(1, 5, Double.POSITIVE_INFINITY) {
    @Override
    double[] of(String question) {
      return new double[] {Math.log1p(question.length())};
    }

    @Override
    void write(Reading reading, double[] to, int at) {
      double logLength = reading.shape().logLength();
      to[at] = reading.score();
      to[at + 1] = logLength;
      to[at + 2] = logLength * logLength;
      to[at + 3] = reading.logCost();
      to[at + 4] = reading.answer().isPresent() ? 0 : 1;
    }
  },

  /**
   * {@link QuestionShape} and {@link ReplyShape}; and of what words tell, at most odds of four
   * hundred to one: of a tier that was nearly always right there is no telling how nearly, and who
   * learns from scores must not make much of that.
   */
  SHAPES(QuestionShape.COUNT, 3 + ReplyShape.COUNT, 6) {
    @Override
    double[] of(String question) {
      return QuestionShape.numbers(question);
    }

    @Override
    void write(Reading reading, double[] to, int at) {
      to[at] = reading.score();
      to[at + 1] = reading.logCost();
      to[at + 2] = reading.answer().isPresent() ? 0 : 1;
      reading.shape().write(to, at + 3);
    }
  };

  private final int ofQuestion;
  private final int ofReply;
  private final double most;

  Inputs(int ofQuestion, int ofReply, double most) {
    this.most = most;
    this.ofQuestion = ofQuestion;
    this.ofReply = ofReply;
  }

  /** How many numbers {@link #of} gives. */
  int ofQuestion() {
    return ofQuestion;
  }

  /** How many numbers {@link #write} writes. */
  int ofReply() {
    return ofReply;
  }

  /** A logarithm of odds as a router sees it. */
  double score(double logOdds) {
    return Math.clamp(logOdds, -most, most);
  }

  abstract double[] of(String question);

  abstract void write(Reading reading, double[] to, int at);
}
