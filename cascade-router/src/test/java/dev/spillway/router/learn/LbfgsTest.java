package dev.spillway.router.learn;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LbfgsTest {

  @Test
  void it_finds_the_bottom_of_a_stretched_bowl() {
    double[] found =
        Lbfgs.minimise(
            (point, gradient) -> {
              double value = 0;
              for (int i = 0; i < point.length; i++) {
                double stretch = Math.pow(10, i);
                double off = point[i] - i;
                gradient[i] = 2 * stretch * off;
                value += stretch * off * off;
              }
              return value;
            },
            new double[5],
            200,
            1e-10);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(i, Offset.offset(1e-6));
    }
  }

  @Test
  void at_the_bottom_it_stays() {
    double[] found =
        Lbfgs.minimise(
            (point, gradient) -> {
              gradient[0] = 2 * point[0];
              return point[0] * point[0];
            },
            new double[] {0},
            10,
            1e-10);
    assertThat(found).containsExactly(0);
  }
}
