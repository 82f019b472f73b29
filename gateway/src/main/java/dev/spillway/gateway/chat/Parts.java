package dev.spillway.gateway.chat;

import dev.spillway.contracts.chat.Part;
import dev.spillway.gateway.http.Field;
import java.util.ArrayList;
import java.util.List;

/** Collects what a message says. Texts that follow one another are one text. */
public final class Parts {
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

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

  /** The picture itself, as a data URL. */
  public void image(String data) {
    endText();
    parts.add(new Part.Image(data, ""));
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
