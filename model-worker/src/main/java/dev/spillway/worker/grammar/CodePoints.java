package dev.spillway.worker.grammar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A set of characters, as ranges in order that neither overlap nor touch. */
record CodePoints(List<Range> ranges) {
  record Range(int first, int last) {}

  static final CodePoints ANY = range(0, Character.MAX_CODE_POINT);
  static final CodePoints DIGITS = range('0', '9');
  static final CodePoints WORD = DIGITS.or(range('A', 'Z')).or(range('a', 'z')).or(range('_', '_'));

  /** White space and line ends of ECMA-262. */
  static final CodePoints SPACE =
      range('\t', '\r')
          .or(range(' ', ' '))
          .or(range(0xA0, 0xA0))
          .or(range(0x1680, 0x1680))
          .or(range(0x2000, 0x200A))
          .or(range(0x2028, 0x2029))
          .or(range(0x202F, 0x202F))
          .or(range(0x205F, 0x205F))
          .or(range(0x3000, 0x3000))
          .or(range(0xFEFF, 0xFEFF));

  static final CodePoints LINE_ENDS =
      range('\n', '\n').or(range('\r', '\r')).or(range(0x2028, 0x2029));

  static CodePoints none() {
    return new CodePoints(List.of());
  }

  static CodePoints range(int first, int last) {
    return new CodePoints(List.of(new Range(first, last)));
  }

  CodePoints or(CodePoints other) {
    var all = new ArrayList<>(ranges);
    all.addAll(other.ranges);
    all.sort(Comparator.comparingInt(Range::first));
    var joined = new ArrayList<Range>();
    for (var range : all) {
      if (!joined.isEmpty() && range.first <= joined.getLast().last + 1) {
        var last = joined.removeLast();
        joined.add(new Range(last.first, Math.max(last.last, range.last)));
      } else {
        joined.add(range);
      }
    }
    return new CodePoints(joined);
  }

  CodePoints not() {
    var others = new ArrayList<Range>();
    int next = 0;
    for (var range : ranges) {
      if (next < range.first) {
        others.add(new Range(next, range.first - 1));
      }
      next = range.last + 1;
    }
    if (next <= Character.MAX_CODE_POINT) {
      others.add(new Range(next, Character.MAX_CODE_POINT));
    }
    return new CodePoints(others);
  }

  CodePoints and(CodePoints other) {
    return not().or(other.not()).not();
  }

  CodePoints minus(CodePoints other) {
    return and(other.not());
  }
}
