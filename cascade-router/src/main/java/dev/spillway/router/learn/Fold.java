package dev.spillway.router.learn;

import java.util.ArrayList;
import java.util.List;

/**
 * One part of examples that is kept from a classifier, every so-manieth of them: neighbours, which
 * are often alike, are dealt to different parts.
 *
 * @param number of this part, from 0
 * @param of how many parts
 * @param size how many examples there are
 */
record Fold(int number, int of, int size) {

  /** The examples outside this part. */
  <T> List<T> seen(List<T> examples) {
    var seen = new ArrayList<T>(size);
    for (int i = 0; i < size; i++) {
      if (i % of != number) {
        seen.add(examples.get(i));
      }
    }
    return seen;
  }

  /** The labels outside this part. */
  double[] seen(double[] labels) {
    double[] seen = new double[size - (size - number + of - 1) / of];
    int at = 0;
    for (int i = 0; i < size; i++) {
      if (i % of != number) {
        seen[at++] = labels[i];
      }
    }
    return seen;
  }
}
