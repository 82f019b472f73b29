package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.INTS;
import static dev.spillway.worker.kernel.Lanes.spread;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** {@link ScalarExp} with vectors: the same operations in the same order. */
final class VectorExp {
  private VectorExp() {}

  static FloatVector exp(FloatVector x) {
    FloatVector y = x.min(ScalarExp.HIGHEST).max(ScalarExp.LOWEST);
    FloatVector n =
        y.fma(spread(ScalarExp.LOG2_E), spread(ScalarExp.ROUNDER)).sub(ScalarExp.ROUNDER);
    FloatVector r = n.fma(spread(-ScalarExp.LN2_HIGH), y);
    r = n.fma(spread(-ScalarExp.LN2_LOW), r);
    FloatVector p = spread(ScalarExp.C7).fma(r, spread(ScalarExp.C6));
    p = p.fma(r, spread(ScalarExp.C5));
    p = p.fma(r, spread(ScalarExp.C4));
    p = p.fma(r, spread(ScalarExp.C3));
    p = p.fma(r, spread(ScalarExp.C2));
    p = p.fma(r.mul(r), r).add(1f);
    IntVector exponent = (IntVector) n.convertShape(VectorOperators.F2I, INTS, 0);
    return p.mul(
        exponent
            .add(ScalarExp.EXPONENT_BIAS)
            .lanewise(VectorOperators.LSHL, ScalarExp.EXPONENT_SHIFT)
            .reinterpretAsFloats());
  }
}
