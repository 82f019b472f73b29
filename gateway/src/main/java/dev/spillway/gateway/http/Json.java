package dev.spillway.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.config.GatewayConfig;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;

/** Reads JSON from strangers, within limits, and writes ours. */
@Singleton
public final class Json {
  private static final ObjectMapper WRITER = new JsonMapper();

  private final ObjectMapper reader;

  @Inject
  Json(GatewayConfig config) {
    this(config.limits().jsonDepth(), (int) config.limits().bodySize().asLongValue());
  }

  public Json(int depth, int length) {
    reader =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(depth)
                            .maxStringLength(length)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidJson} that says where, not what: the
   *     text may be a prompt
   */
  public JsonNode read(Buffer body) {
    try {
      return reader.readTree(body.getBytes());
    } catch (JsonProcessingException e) {
      throw new SpillwayException(new ErrorKind.InvalidJson(message(e)));
    } catch (IOException e) {
      throw new SpillwayException(new ErrorKind.InvalidJson("the body is not valid JSON"));
    }
  }

  private static String message(JsonProcessingException e) {
    var at = e.getLocation();
    return at == null || at.getLineNr() < 1
        ? "the body is not valid JSON"
        : "the body is not valid JSON at line %d, column %d"
            .formatted(at.getLineNr(), at.getColumnNr());
  }

  /** The object that this text is, if it is one. */
  public static Optional<JsonNode> object(String text) {
    try {
      return Optional.of(WRITER.readTree(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Our own records always can be written. */
  public static Buffer write(Object value) {
    try {
      return Buffer.buffer(WRITER.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a reply cannot be written as JSON", e);
    }
  }
}
