package dev.spillway.worker.schedule;

/**
 * Short jobs first without knowing lengths: FastServe's skip-join multi-level feedback queue (Wu et
 * al., 2305.05920, section 4.1). A level has a quantum of steps, each twice the one before. A job
 * enters the highest level whose quantum covers the reading of its prompt, and sinks a level when
 * it has used its quantum up; those of a higher level take the places of those below, between any
 * two steps. Promotion is the scheduler's starvation bound.
 *
 * <p>Service is counted in steps and not in seconds, so that it can be replayed: a prompt of p
 * tokens needs as many steps as it has pieces, an answer one for each token.
 *
 * @param quantum steps of the highest level
 */
record MultiLevelFeedback(int quantum, int levels) implements Order {
  static final String NAME = "mlfq";
  static final MultiLevelFeedback DEFAULT = new MultiLevelFeedback(16, 8);

  MultiLevelFeedback {
    if (quantum < 1 || levels < 1 || levels > 24) {
      throw new IllegalArgumentException("a quantum of at least 1 and 1 to 24 levels are needed");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double rank(Sequence sequence, Limits limits) {
    int prompt = sequence.promptTokens();
    int reading = (prompt + limits.stepTokens() - 1) / limits.stepTokens();
    int level = 0;
    while (level < levels - 1 && quantumOf(level) < reading) {
      level++;
    }
    long left = sequence.standing().steps();
    while (level < levels - 1 && left >= quantumOf(level)) {
      left -= quantumOf(level++);
    }
    return level;
  }

  private long quantumOf(int level) {
    return (long) quantum << level;
  }

  @Override
  public boolean displaces() {
    return true;
  }
}
