package dev.spillway.gateway.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spillway.contracts.chat.CachePoint;
import dev.spillway.contracts.chat.Part;
import dev.spillway.gateway.http.Field;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Collects what a message says. Texts that follow one another are one text. */
public final class Parts {
  /** Of what a document is. */
  private static final int LONGEST_TYPE = 128;

  private static final Pattern TYPE = Pattern.compile("[\\w.+-]+/[\\w.+-]+");
  private static final Pattern DATA =
      Pattern.compile("data:(?<type>" + TYPE + ")(?<more>;[^,]{0,256})?;base64,");

  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final List<CachePoint> points = new ArrayList<>();

  public void text(String more) {
    text.append(more);
  }

  /**
   * @throws dev.spillway.contracts.error.SpillwayException if the address could be anybody's but a
   *     public server's
   */
  public void image(Field url, String detail) {
    var address = url.string();
    if (!address.startsWith("https://") && !address.startsWith("data:image/")) {
      throw url.wrong("must begin with https:// or data:image/");
    }
    add(new Part.Image(address, detail));
  }

  /**
   * What was thought before what follows.
   *
   * @param block as {@link Part.Thought} has it
   */
  public void thought(String block) {
    add(new Part.Thought(block));
  }

  /** The picture itself, as a data URL. */
  public void image(String data) {
    add(new Part.Image(data, ""));
  }

  /**
   * A document, by its address or as a data URL.
   *
   * @param title and context are empty where the client did not say
   * @throws dev.spillway.contracts.error.SpillwayException if the address could be anybody's but a
   *     public server's, or what should be text is none
   */
  public void document(Field url, String title, String context) {
    var address = url.string();
    var data = DATA.matcher(address);
    if (data.lookingAt()) {
      document(data.group("type"), url, address.substring(data.end()), title, context);
    } else if (address.startsWith("https://")) {
      add(new Part.Document(address, title, context));
    } else {
      throw url.wrong("must begin with https:// or with data:, a type and ;base64,");
    }
  }

  /**
   * The document itself.
   *
   * @param data in Base64
   * @throws dev.spillway.contracts.error.SpillwayException if one of the two is none
   */
  public void document(Field type, Field data, String title, String context) {
    var name = type.string(LONGEST_TYPE);
    if (!TYPE.matcher(name).matches()) {
      throw type.wrong("must be a type, as application/pdf");
    }
    document(name, data, data.string(), title, context);
  }

  /**
   * @param field has the data
   */
  private void document(String type, Field field, String data, String title, String context) {
    if (!type.startsWith("text/")) {
      add(new Part.Document("data:%s;base64,%s".formatted(type, data), title, context));
      return;
    }
    try {
      written(new String(Base64.getDecoder().decode(data), UTF_8), title, context);
    } catch (IllegalArgumentException e) {
      throw field.wrong("must be Base64");
    }
  }

  /** A document that is text alone is words, which every model reads. */
  public void written(String document, String title, String context) {
    if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
    text.append("<document>\n");
    tagged("source", title);
    tagged("document_context", context);
    text.append("<document_content>\n").append(document).append("\n</document_content>\n");
    text.append("</document>\n");
  }

  private void tagged(String tag, String said) {
    if (!said.isEmpty()) {
      text.append("<%s>%s</%s>\n".formatted(tag, said, tag));
    }
  }

  /**
   * Something to listen to.
   *
   * @param data in Base64
   */
  public void sound(String data, String format) {
    add(new Part.Sound(data, format));
  }

  /** What was said until now should be kept. Of nothing nothing is kept. */
  public void keep(Field control) {
    int last = text.isEmpty() ? parts.size() - 1 : parts.size();
    if (last >= 0) {
      points.add(new CachePoint(0, last, text.length(), control.object().json()));
    }
  }

  /** Where something should be kept, in the message at this place. */
  public List<CachePoint> points(int message) {
    return points.stream()
        .map(point -> new CachePoint(message, point.part(), point.end(), point.control()))
        .toList();
  }

  public List<Part> all() {
    endText();
    return List.copyOf(parts);
  }

  private void add(Part part) {
    endText();
    parts.add(part);
  }

  private void endText() {
    if (!text.isEmpty()) {
      parts.add(new Part.Text(text.toString()));
      text.setLength(0);
    }
  }
}
