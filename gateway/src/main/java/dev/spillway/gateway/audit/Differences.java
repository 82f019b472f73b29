package dev.spillway.gateway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is different between two objects, field by field. Hashes of keys are not told, only that
 * they changed; a value that is long is told as its digest.
 */
final class Differences {
  /** Characters of JSON. */
  private static final int LONGEST = 2_000;

  private static final Set<String> SECRET = Set.of("sha256", "previous_sha256", "api_keys");
  private static final JsonNode HIDDEN = TextNode.valueOf("(hidden)");

  private Differences() {}

  static ObjectNode of(JsonNode before, JsonNode after) {
    var names = new TreeSet<String>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    var all = JsonNodeFactory.instance.objectNode();
    for (var name : names) {
      var was = before.path(name);
      var is = after.path(name);
      if (!was.equals(is)) {
        var both = all.putObject(name);
        put(both, "before", name, was);
        put(both, "after", name, is);
      }
    }
    return all;
  }

  private static void put(ObjectNode both, String side, String name, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      both.set(side, SECRET.contains(name) ? HIDDEN : told(value));
    }
  }

  private static JsonNode told(JsonNode value) {
    var text = value.toString();
    return text.length() <= LONGEST ? value : TextNode.valueOf("sha256:" + digest(text));
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
