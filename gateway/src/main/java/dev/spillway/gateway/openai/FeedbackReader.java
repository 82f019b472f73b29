package dev.spillway.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.decision.Label;
import dev.spillway.gateway.decision.LabelSource;
import dev.spillway.gateway.decision.RequestIds;
import dev.spillway.gateway.http.Field;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the body of {@code POST /v1/feedback}, strictly: a misspelt field must not look as if it
 * had been kept.
 */
final class FeedbackReader {
  private static final Set<String> FIELDS =
      new TreeSet<>(Set.of("request_id", "quality", "comment"));

  private static final int MAX_NAME = 64;

  private FeedbackReader() {}

  /**
   * An opinion of the answer to a request.
   *
   * @param requestId that may be of no request, or of somebody else's
   */
  record Feedback(String requestId, Label label) {}

  /**
   * @throws SpillwayException naming the first field that is wrong
   */
  static Feedback read(JsonNode body, Instant now) {
    if (!body.isObject()) {
      throw new SpillwayException(new ErrorKind.InvalidJson("the body must be a JSON object"));
    }
    body.fieldNames().forEachRemaining(FeedbackReader::known);
    var root = new Field("", body);
    var requestId = requestId(root.required("request_id"));
    var quality = root.required("quality").number(0, 1);
    return new Feedback(
        requestId,
        new Label(
            LabelSource.FEEDBACK,
            quality,
            root.member("comment").map(FeedbackReader::comment).orElse(null),
            now));
  }

  /** The answer's id is the request's with a prefix, and is what client libraries have at hand. */
  private static String requestId(Field field) {
    var bare = Identity.requestId(field.string());
    if (!RequestIds.isValid(bare)) {
      throw field.wrong(
          "must be the x-spillway-request-id of an answer, 32 hexadecimal digits, or its id");
    }
    return bare;
  }

  private static String comment(Field field) {
    var comment = field.string();
    if (comment.length() > Label.MAX_COMMENT || comment.indexOf('\0') >= 0) {
      throw field.wrong("may have at most %d characters and no NUL".formatted(Label.MAX_COMMENT));
    }
    return comment;
  }

  private static void known(String name) {
    if (!FIELDS.contains(name)) {
      var shown = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "...";
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              shown,
              "there is no field '%s'; there are: %s".formatted(shown, String.join(", ", FIELDS))));
    }
  }
}
