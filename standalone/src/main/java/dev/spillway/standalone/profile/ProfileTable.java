package dev.spillway.standalone.profile;

import dev.spillway.standalone.cost.Measured;
import dev.spillway.standalone.cost.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** A profile as text: what was measured beside what the fit says, by tokens of the step. */
final class ProfileTable {
  private ProfileTable() {}

  static String of(Profile profile) {
    var byTokens = new TreeMap<Integer, List<Measured>>();
    for (var step : profile.steps()) {
      byTokens.computeIfAbsent(step.size().tokens(), tokens -> new ArrayList<>()).add(step);
    }
    var text = new StringBuilder();
    text.append("tokens  sizes   measured     fitted   error\n");
    byTokens.forEach(
        (tokens, steps) -> {
          double measured = 0;
          double fitted = 0;
          double error = 0;
          for (var step : steps) {
            double says = profile.cost().seconds(step.size());
            measured += step.seconds() / steps.size();
            fitted += says / steps.size();
            error += Math.abs(says / step.seconds() - 1) / steps.size();
          }
          text.append(
              String.format(
                  Locale.ROOT,
                  "%6d  %5d  %6.3f ms  %6.3f ms  %4.1f %%%n",
                  tokens,
                  steps.size(),
                  1e3 * measured,
                  1e3 * fitted,
                  100 * error));
        });
    text.append(
        String.format(
            Locale.ROOT,
            "%d sizes of steps; the fit is off by %.1f %% in mean, 95 of 100 by at most %.1f %%%n",
            profile.steps().size(),
            100 * profile.meanError(),
            100 * profile.p95Error()));
    return text.toString();
  }
}
