package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.decision.DecisionFilter;
import dev.spillway.gateway.learning.Measure;
import dev.spillway.router.fit.Goal;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.Scorer;
import dev.spillway.router.score.SecondOpinion;
import dev.spillway.router.score.TokenScorer;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a fit is asked for in an address, read strictly: a misspelt parameter is an error. */
record FitQuery(MultivaluedMap<String, String> sent) {
  static final int MOST_DECISIONS = 200_000;
  private static final int DECISIONS = 100_000;

  private static final Set<String> GOALS =
      new TreeSet<>(Set.of("budget_usd_per_1000", "quality", "escalations"));
  private static final Set<String> OTHERS = Set.of("scorer", "measure", "since", "decisions");
  private static final Goal DEFAULT = new Goal.Quality(0.99);

  /** Of a fit. */
  static FitQuery fit(MultivaluedMap<String, String> sent) {
    var known = new TreeSet<>(GOALS);
    known.addAll(OTHERS);
    return new FitQuery(sent).checked(known);
  }

  /** Of a router that is to be learned. */
  static FitQuery learn(MultivaluedMap<String, String> sent) {
    return new FitQuery(sent)
        .checked(
            new TreeSet<>(
                Set.of(
                    "budget_usd_per_1000",
                    "quality",
                    "router",
                    "into",
                    "embeddings",
                    "measure",
                    "since",
                    "decisions")));
  }

  /** The name of the router that is to be learned. */
  String router() {
    return text("router")
        .orElseThrow(
            () -> StrictBody.invalid("router", "router must be the name of the new router"));
  }

  /** The policy that is to go by it. */
  String into(String policy) {
    return text("into").orElse(policy);
  }

  /** Whether the router is to learn what questions mean too. */
  boolean embeddings() {
    return flag("embeddings", sent.getFirst("embeddings"));
  }

  /** False where nothing is said. */
  static boolean flag(String name, @Nullable String text) {
    return switch (text) {
      case null -> false;
      case "false" -> false;
      case "true" -> true;
      default -> throw StrictBody.invalid(name, name + " must be true or false");
    };
  }

  /** Of a choice from a front. */
  static FitQuery choice(MultivaluedMap<String, String> sent) {
    return new FitQuery(sent).checked(GOALS);
  }

  private FitQuery checked(Set<String> known) {
    for (var each : sent.entrySet()) {
      if (!known.contains(each.getKey())) {
        throw StrictBody.invalid(
            each.getKey(), "there is no such parameter; there are: " + String.join(", ", known));
      }
      if (each.getValue().size() != 1) {
        throw StrictBody.invalid(each.getKey(), each.getKey() + " must be there once");
      }
    }
    return this;
  }

  /**
   * What is wanted, 99 % of the best tier's quality where nothing is said.
   *
   * @throws SpillwayException naming the parameter if it is no goal, or there are several
   */
  Goal goal() {
    return asked().orElse(DEFAULT);
  }

  /** What is wanted, if anything is said. */
  Optional<Goal> asked() {
    var named = GOALS.stream().filter(sent::containsKey).toList();
    if (named.size() > 1) {
      throw StrictBody.invalid(
          named.get(1), "there may be one of " + String.join(", ", GOALS) + ", not several");
    }
    return named.stream()
        .findFirst()
        .map(
            name ->
                switch (name) {
                  case "quality" -> new Goal.Quality(number(name, 1));
                  case "escalations" -> new Goal.Escalations(number(name, 1));
                  default -> new Goal.Budget(number(name, Double.MAX_VALUE));
                });
  }

  /**
   * Which scorers are meant: those that read tokens, and the policy's own if it asks somebody else.
   */
  List<Scorer> scorers(Rule rule) {
    var all = new ArrayList<Scorer>(Arrays.asList(TokenScorer.values()));
    if (rule instanceof Rule.Thresholds thresholds
        && thresholds.scorer() instanceof SecondOpinion opinion) {
      all.add(opinion);
    }
    return text("scorer")
        .map(
            name ->
                List.of(
                    all.stream()
                        .filter(each -> each.wireName().equals(name))
                        .findFirst()
                        .orElseThrow(
                            () ->
                                StrictBody.invalid(
                                    "scorer",
                                    "scorer must be one of: "
                                        + String.join(
                                            ", ", all.stream().map(Scorer::wireName).toList())))))
        .orElse(all);
  }

  Measure measure() {
    return text("measure")
        .map(
            name ->
                Measure.ofWireName(name)
                    .orElseThrow(
                        () ->
                            StrictBody.invalid(
                                "measure",
                                "measure must be one of: "
                                    + String.join(", ", Measure.wireNames()))))
        .orElse(Measure.AGREEMENT);
  }

  DecisionFilter filter(String policy) {
    return new DecisionFilter(
        Optional.of(policy),
        Optional.empty(),
        text("since").map(FitQuery::time),
        Optional.empty(),
        Optional.empty());
  }

  int decisions() {
    return text("decisions")
        .map(
            text -> {
              try {
                int number = Integer.parseInt(text);
                if (number >= 0 && number <= MOST_DECISIONS) {
                  return number;
                }
              } catch (NumberFormatException e) {
                // said below
              }
              throw StrictBody.invalid(
                  "decisions", "decisions must be a number from 0 to " + MOST_DECISIONS);
            })
        .orElse(DECISIONS);
  }

  private double number(String name, double most) {
    try {
      double number = Double.parseDouble(text(name).orElse(""));
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw StrictBody.invalid(
        name,
        name + (most == 1 ? " must be a number from 0 to 1" : " must be a number of dollars"));
  }

  private static Instant time(String text) {
    try {
      var time = OffsetDateTime.parse(text);
      if (time.getYear() >= 0 && time.getYear() <= 9_999) {
        return time.toInstant();
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw StrictBody.invalid("since", "since must be a time such as 2026-11-21T15:00:00Z");
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(sent.getFirst(name));
  }
}
