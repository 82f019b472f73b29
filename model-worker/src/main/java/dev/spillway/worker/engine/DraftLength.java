package dev.spillway.worker.engine;

/**
 * How many tokens one answer may guess: more while all guesses are right, half as many where none
 * is, and none for a while where that leaves nothing.
 */
final class DraftLength {
  private static final int FIRST = 4;
  private static final int LONGEST = 32;
  private static final int PAUSE = 16;

  private int length = FIRST;
  private int pause;

  /** Asked once for each step. */
  int next() {
    if (pause > 0) {
      pause--;
      return 0;
    }
    return length;
  }

  void checked(int drafted, int accepted) {
    if (accepted == drafted) {
      length = Math.min(length + 2, LONGEST);
    } else if (accepted == 0) {
      length /= 2;
      if (length == 0) {
        length = 1;
        pause = PAUSE;
      }
    }
  }
}
