package dev.spillway.worker.sample;

/**
 * The smallest set of heaviest tokens that reaches a mass, and a draw from it. A heap gives up the
 * tokens heaviest first, so that only those inside the set are ever sorted.
 */
final class Nucleus {
  private double[] weights = {};
  private int[] heap = {};
  private int size;

  /** Where the weights go before {@link #draw}; at least {@code vocabulary} long. */
  double[] weights(int vocabulary) {
    if (weights.length < vocabulary) {
      weights = new double[vocabulary];
      heap = new int[vocabulary];
    }
    return weights;
  }

  /**
   * Draws in proportion to the weights among the heaviest tokens that together reach {@code mass}.
   *
   * @param uniform in [0, 1)
   */
  int draw(int vocabulary, double mass, double uniform) {
    fill(vocabulary);
    // Popped tokens pile up behind the heap, the heaviest at the very end.
    double reached = 0;
    while (size > 0 && (reached < mass || size == vocabulary)) {
      int token = pop();
      heap[size] = token;
      reached += weights[token];
    }
    double target = uniform * reached;
    double passed = 0;
    int chosen = vocabulary - 1;
    for (int at = vocabulary - 1; at >= size; at--) {
      if (weights[heap[at]] > 0) {
        chosen = at;
        passed += weights[heap[at]];
        if (passed > target) {
          break;
        }
      }
    }
    return heap[chosen];
  }

  private void fill(int vocabulary) {
    size = vocabulary;
    for (int id = 0; id < size; id++) {
      heap[id] = id;
    }
    for (int at = size / 2 - 1; at >= 0; at--) {
      sink(at);
    }
  }

  private int pop() {
    int top = heap[0];
    size--;
    heap[0] = heap[size];
    sink(0);
    return top;
  }

  private void sink(int start) {
    int at = start;
    int token = heap[at];
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], token)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = token;
  }

  private boolean before(int left, int right) {
    int order = Double.compare(weights[left], weights[right]);
    return order > 0 || (order == 0 && left < right);
  }
}
