package dev.spillway.worker.grammar;

import java.util.List;

/**
 * Arrays: first items of which each has its own rule, and then others. Its counters are of the
 * others beyond the first of them.
 */
final class ArrayRule {
  private final List<Rule> first;
  private final Rule others;
  private final int least;
  private final int most;

  /**
   * @param least items of all
   * @param most {@link Top#UNBOUNDED} for any number
   */
  ArrayRule(List<Rule> first, Rule others, int least, int most) {
    this.first = first;
    this.others = others;
    this.least = least;
    this.most = most;
  }

  void addTo(Rule rule) {
    var end = new State().end();
    int given = Math.min(first.size(), most);
    var next = new State();
    if (given < most) {
      var done = new State();
      var item = new State().call(others, done);
      done.on(',', ',', WhiteSpace.before(item), Gate.COUNT);
      WhiteSpace.close(done, ']', end, Gate.ENOUGH);
      next.also(item);
    }
    for (int i = given - 1; i >= 0; i--) {
      // After the i-th item another may come, unless it was the last that may.
      var done = new State();
      if (i + 1 < most) {
        done.on(',', WhiteSpace.before(next));
      }
      if (i + 1 >= least) {
        WhiteSpace.close(done, ']', end, Gate.OPEN);
      }
      next = new State().call(first.get(i), done);
    }
    var inside = new State();
    if (most > 0) {
      inside.also(next);
    }
    if (least == 0) {
      inside.on(']', end);
    }
    int before = given + 1;
    rule.add(
        new State().on('[', WhiteSpace.before(inside)),
        Math.max(0, least - before),
        most == Top.UNBOUNDED ? most : Math.max(0, most - before));
  }
}
