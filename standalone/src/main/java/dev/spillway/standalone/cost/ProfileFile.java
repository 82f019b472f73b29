package dev.spillway.standalone.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.worker.schedule.StepSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;

/** A {@link Profile} as a JSON file that a person can read and change. */
public final class ProfileFile {
  private static final int VERSION = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ProfileFile() {}

  /**
   * @throws CommandFailure it cannot be written
   */
  public static void write(Path file, Profile profile) {
    try {
      Files.writeString(file, JSON.writeValueAsString(json(profile)) + "\n");
    } catch (IOException e) {
      throw CommandFailure.inTheWay("cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * @throws CommandFailure it cannot be read, or is no profile
   */
  public static Profile read(Path file) {
    try {
      return profile(JSON.readTree(Files.readString(file)));
    } catch (NoSuchFileException e) {
      throw CommandFailure.inTheWay(
          "there is no file %s; make one with ./spillway profile --out %s".formatted(file, file));
    } catch (JsonProcessingException e) {
      throw CommandFailure.inTheWay("%s is not JSON: %s".formatted(file, e.getOriginalMessage()));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.inTheWay("%s is no profile: %s".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw CommandFailure.inTheWay("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static ObjectNode json(Profile profile) {
    var root = JSON.createObjectNode();
    root.put("version", VERSION);
    root.put("name", profile.name());
    root.put("bytes_per_block", profile.bytesPerBlock());
    root.put("kv_bytes", profile.kvBytes());
    root.put("max_running", profile.maxRunning());
    root.put("step_tokens", profile.stepTokens());
    var cost = root.putObject("seconds");
    cost.put("base", profile.cost().base());
    var bands = cost.putArray("bands");
    for (int band = 0; band < StepCost.FLOORS.size(); band++) {
      bands
          .addObject()
          .put("above_tokens", StepCost.FLOORS.get(band))
          .put("each", profile.cost().bands().get(band));
    }
    cost.put("output", profile.cost().perOutput());
    cost.put("answer_read", profile.cost().perAnswerRead());
    cost.put("prompt_read", profile.cost().perPromptRead());
    root.putObject("fit")
        .put("mean_error", profile.meanError())
        .put("p95_error", profile.p95Error());
    var steps = root.putArray("steps");
    for (var step : profile.steps()) {
      steps
          .addObject()
          .put("tokens", step.size().tokens())
          .put("outputs", step.size().outputs())
          .put("answer_reads", step.size().answerReads())
          .put("prompt_reads", step.size().promptReads())
          .put("seconds", step.seconds())
          .put("times", step.times());
    }
    return root;
  }

  private static Profile profile(JsonNode root) {
    if (whole(root, "version") != VERSION) {
      throw new IllegalArgumentException("version must be " + VERSION);
    }
    var seconds = root.path("seconds");
    var bands = new ArrayList<Double>();
    for (var band : seconds.path("bands")) {
      bands.add(number(band, "each"));
    }
    var steps = new ArrayList<Measured>();
    for (var step : root.path("steps")) {
      var size =
          new StepSize(
              Math.toIntExact(whole(step, "tokens")),
              Math.toIntExact(whole(step, "outputs")),
              whole(step, "answer_reads"),
              whole(step, "prompt_reads"));
      int times = step.has("times") ? Math.toIntExact(whole(step, "times")) : 1;
      steps.add(new Measured(size, number(step, "seconds"), times));
    }
    return new Profile(
        root.path("name").asText("unnamed"),
        whole(root, "bytes_per_block"),
        whole(root, "kv_bytes"),
        Math.toIntExact(whole(root, "max_running")),
        Math.toIntExact(whole(root, "step_tokens")),
        new StepCost(
            number(seconds, "base"),
            bands,
            number(seconds, "output"),
            number(seconds, "answer_read"),
            number(seconds, "prompt_read")),
        number(root.path("fit"), "mean_error"),
        number(root.path("fit"), "p95_error"),
        steps);
  }

  private static long whole(JsonNode node, String field) {
    if (!node.path(field).canConvertToExactIntegral() || !node.path(field).canConvertToLong()) {
      throw new IllegalArgumentException(field + " must be a whole number");
    }
    return node.path(field).longValue();
  }

  private static double number(JsonNode node, String field) {
    if (!node.path(field).isNumber()) {
      throw new IllegalArgumentException(field + " must be a number");
    }
    return node.path(field).doubleValue();
  }
}
