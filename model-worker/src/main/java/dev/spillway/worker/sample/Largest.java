package dev.spillway.worker.sample;

/** Finds a few of the largest numbers in one pass; of equal ones the first. */
final class Largest {
  private Largest() {}

  /** Their places, counted from {@code from}, the largest first; fewer where there are fewer. */
  static int[] places(float[] numbers, int from, int count, int most) {
    int[] places = new int[Math.min(most, count)];
    int found = 0;
    for (int i = 0; i < count; i++) {
      float number = numbers[from + i];
      if (found < places.length || number > numbers[from + places[found - 1]]) {
        int at = found < places.length ? found++ : found - 1;
        while (at > 0 && number > numbers[from + places[at - 1]]) {
          places[at] = places[at - 1];
          at--;
        }
        places[at] = i;
      }
    }
    return places;
  }
}
