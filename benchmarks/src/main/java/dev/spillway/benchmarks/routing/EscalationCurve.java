package dev.spillway.benchmarks.routing;

import java.util.Comparator;
import java.util.List;

/**
 * What two models come to where a router calls the strong one for a share of the questions, those
 * first that it expects to gain most: RouteLLM's measures (Ong et al. 2024, arXiv 2406.18665,
 * section 3.1) on the exact curve, with a point for each question and not one for each tenth.
 */
final class EscalationCurve {

  /**
   * One question.
   *
   * @param expected gain by calling the strong model, by the router
   * @param weak quality of the weak model's answer
   * @param strong of the strong model's
   */
  record Call(double expected, double weak, double strong) {}

  /** Share of the gap between the models that is closed, by number of calls. */
  private final double[] recovered;

  EscalationCurve(List<Call> calls) {
    var byGain =
        calls.stream().sorted(Comparator.comparingDouble(Call::expected).reversed()).toList();
    double gap = calls.stream().mapToDouble(call -> call.strong - call.weak).sum();
    recovered = new double[calls.size() + 1];
    double gained = 0;
    for (int i = 0; i < byGain.size(); i++) {
      gained += byGain.get(i).strong - byGain.get(i).weak;
      recovered[i + 1] = gained / gap;
    }
  }

  /** The mean share of the gap that is closed, over all shares of calls. */
  double apgr() {
    double area = 0;
    for (int i = 1; i < recovered.length; i++) {
      area += (recovered[i - 1] + recovered[i]) / 2;
    }
    return area / (recovered.length - 1);
  }

  /** The least share of calls that closes this share of the gap. */
  double callsFor(double share) {
    int calls = 0;
    while (recovered[calls] < share - 1e-12) {
      calls++;
    }
    return calls / (double) (recovered.length - 1);
  }
}
