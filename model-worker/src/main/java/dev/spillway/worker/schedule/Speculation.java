package dev.spillway.worker.schedule;

/**
 * When guesses are worth their time: a step that is small costs little more with a few tokens more,
 * a full one does not (SpecServe, 2503.05096, argues for lengths that follow the load).
 *
 * @param mostDrafts of one sequence in a step; 0 switches guessing off
 * @param stepTokens of a step, with all guesses; in steps that have as many without, nobody guesses
 */
public record Speculation(int mostDrafts, int stepTokens) {
  public static final Speculation OFF = new Speculation(0, 1);

  public Speculation {
    if (mostDrafts < 0 || stepTokens < 1) {
      throw new IllegalArgumentException("drafts are not negative, and a step has a token");
    }
  }
}
