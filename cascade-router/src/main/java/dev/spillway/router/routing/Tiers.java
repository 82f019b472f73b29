package dev.spillway.router.routing;

/** Sets of tiers as bits, a tier by its place in the order of the tiers. */
final class Tiers {
  /** There is a model for each set of tiers: 63 of them. */
  static final int MOST = 6;

  private Tiers() {}

  static boolean contains(int set, int tier) {
    return (set >> tier & 1) != 0;
  }

  static int with(int set, int tier) {
    return set | 1 << tier;
  }

  static int all(int tiers) {
    return (1 << tiers) - 1;
  }
}
