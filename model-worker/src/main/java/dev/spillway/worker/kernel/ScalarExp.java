package dev.spillway.worker.kernel;

/**
 * e to the x, the same bits on every machine: Cody and Waite's reduction to |r| of at most ln(2)/2,
 * then the polynomial of Moshier's Cephes library (expf). Within 2 units in the last place between
 * {@link #LOWEST} and {@link #HIGHEST}; arguments beyond them are taken to be these.
 */
final class ScalarExp {
  static final float LOWEST = -87f;
  static final float HIGHEST = 88f;
  static final float LOG2_E = (float) 1.44269504;

  /** Added and taken away again it rounds to a whole number. */
  static final float ROUNDER = 12_582_912f;

  static final float LN2_HIGH = (float) 0.693359375;
  static final float LN2_LOW = (float) -2.12194440e-4;
  static final float C2 = (float) 5.0000001201e-1;
  static final float C3 = (float) 1.6666665459e-1;
  static final float C4 = (float) 4.1665795894e-2;
  static final float C5 = (float) 8.3334519073e-3;
  static final float C6 = (float) 1.3981999507e-3;
  static final float C7 = (float) 1.9875691500e-4;

  /** Float bits: position and bias of the exponent. */
  static final int EXPONENT_SHIFT = 23;

  static final int EXPONENT_BIAS = 127;

  private ScalarExp() {}

  static float exp(float x) {
    float y = Math.max(LOWEST, Math.min(HIGHEST, x));
    float n = Math.fma(y, LOG2_E, ROUNDER) - ROUNDER;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, y));
    float p = Math.fma(C7, r, C6);
    p = Math.fma(p, r, C5);
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    p = Math.fma(p, r * r, r) + 1f;
    return p * Float.intBitsToFloat(((int) n + EXPONENT_BIAS) << EXPONENT_SHIFT);
  }
}
