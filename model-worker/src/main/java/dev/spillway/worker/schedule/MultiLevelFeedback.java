package dev.spillway.worker.schedule;

/**
 * Short jobs first without knowing lengths: FastServe's skip-join multi-level feedback queue (Wu et
 * al., 2305.05920, section 4.1). A level has a quantum, each twice the one before. A job enters the
 * highest level whose quantum covers the reading of its prompt, which is known, and sinks a level
 * when its answer has used the quantum up; those of a higher level take the places of those below,
 * between any two steps. Promotion is the scheduler's starvation bound.
 *
 * <p>Service is counted as {@link Work} and not in seconds, so that it can be replayed. Law: a rank
 * goes by the sequence alone and never falls, so whoever has had more of the same is never before
 * one that has had less.
 *
 * @param quantum of the highest level, in tokens of a prompt
 */
record MultiLevelFeedback(int quantum, int levels) implements Order {
  static final String NAME = "mlfq";
  static final MultiLevelFeedback DEFAULT = new MultiLevelFeedback(64, 16);

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
    int level = 0;
    while (level < levels - 1 && quantumOf(level) < sequence.promptTokens()) {
      level++;
    }
    long left = Work.answered(sequence);
    while (level < levels - 1 && left >= quantumOf(level)) {
      left -= quantumOf(level++);
    }
    return level;
  }

  long quantumOf(int level) {
    return (long) quantum << level;
  }

  @Override
  public boolean displaces() {
    return true;
  }

  @Override
  public boolean promises() {
    return false;
  }
}
