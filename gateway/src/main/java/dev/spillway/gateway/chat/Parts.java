package dev.spillway.gateway.chat;

import dev.spillway.contracts.chat.CachePoint;
import dev.spillway.contracts.chat.Part;
import dev.spillway.gateway.http.Field;
import java.util.ArrayList;
import java.util.List;

/** Collects what a message says. Texts that follow one another are one text. */
public final class Parts {
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
    endText();
    parts.add(new Part.Image(address, detail));
  }

  /**
   * What was thought before what follows.
   *
   * @param block as {@link Part.Thought} has it
   */
  public void thought(String block) {
    endText();
    parts.add(new Part.Thought(block));
  }

  /** The picture itself, as a data URL. */
  public void image(String data) {
    endText();
    parts.add(new Part.Image(data, ""));
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

  private void endText() {
    if (!text.isEmpty()) {
      parts.add(new Part.Text(text.toString()));
      text.setLength(0);
    }
  }
}
