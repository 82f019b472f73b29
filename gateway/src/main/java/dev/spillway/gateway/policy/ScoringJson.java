package dev.spillway.gateway.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.score.Calibration;
import dev.spillway.router.score.Calibration.Point;
import dev.spillway.router.score.SecondOpinion;
import dev.spillway.router.score.SecondOpinion.Kind;
import dev.spillway.router.score.SecondOpinion.Otherwise;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a {@link SecondOpinion} needs to know, as JSON, which is how it is stored and sent: an
 * object of what differs from the defaults, changed by merge patches as {@link ConductJson} is.
 */
public final class ScoringJson {
  /** Nothing that differs. */
  public static final String PLAIN = "{}";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> FIELDS =
      new TreeSet<>(Set.of("tier", "otherwise", "calibration"));

  private ScoringJson() {}

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  static SecondOpinion read(Kind kind, String text) {
    var fields = ConductJson.object(text);
    fields
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                throw invalid(
                    PolicyChange.shortened(name), "is not one of " + String.join(", ", FIELDS));
              }
            });
    return new SecondOpinion(
        kind,
        text(fields, "tier"),
        text(fields, "otherwise").map(ScoringJson::otherwise).orElse(Otherwise.ESCALATE),
        calibration(fields.path("calibration")));
  }

  /** As it is sent and shown. */
  public static ObjectNode write(SecondOpinion opinion) {
    var fields = JSON.createObjectNode();
    if (!opinion.calibration().points().isEmpty()) {
      var points = fields.putArray("calibration");
      for (var point : opinion.calibration().points()) {
        points.addArray().add(point.score()).add(point.probability());
      }
    }
    if (opinion.otherwise() != Otherwise.ESCALATE) {
      fields.put("otherwise", opinion.otherwise().wireName());
    }
    opinion.tier().ifPresent(tier -> fields.put("tier", tier));
    return fields;
  }

  private static Otherwise otherwise(String name) {
    return Otherwise.ofWireName(name)
        .orElseThrow(() -> invalid("otherwise", "must be escalate or accept"));
  }

  private static Calibration calibration(JsonNode node) {
    if (node.isMissingNode()) {
      return Calibration.NONE;
    }
    if (!node.isArray() || node.size() > Calibration.MOST_POINTS) {
      throw invalid(
          "calibration",
          "must be an array of at most %d points".formatted(Calibration.MOST_POINTS));
    }
    var points = new ArrayList<Point>();
    for (var point : node) {
      if (point.size() != 2 || !point.path(0).isNumber() || !point.path(1).isNumber()) {
        throw invalid("calibration", "must have points of a score and a probability each");
      }
      points.add(new Point(point.path(0).doubleValue(), point.path(1).doubleValue()));
    }
    return new Calibration(points);
  }

  private static Optional<String> text(ObjectNode fields, String name) {
    var value = fields.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw invalid(name, "must be a string");
    }
    return Optional.of(value.textValue());
  }

  private static SpillwayException invalid(String field, String message) {
    return new SpillwayException(
        new ErrorKind.InvalidValue("scoring." + field, "scoring.%s %s".formatted(field, message)));
  }
}
