package dev.spillway.worker.grammar;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Strings with a number of characters, patterns and formats. Where there is a pattern or a format,
 * they are written in their one {@link Spelling}.
 */
final class Strings {
  private final List<Place> all;
  private int least;
  private int most = Top.UNBOUNDED;
  private @Nullable Dfa content;

  Strings(List<Place> all) {
    this.all = all;
  }

  void addTo(Rule rule, Work work) {
    for (var place : all) {
      least = Math.max(least, place.count("minLength", 0));
      most = Math.min(most, place.count("maxLength", Top.UNBOUNDED));
      try {
        place
            .text("pattern")
            .ifPresent(pattern -> keep(RegexParser.parse(pattern).occurs(work), work));
      } catch (Unusable e) {
        throw e.at(place.at("pattern"));
      }
      try {
        place.text("format").ifPresent(format -> keep(Formats.content(format, work), work));
      } catch (Unusable e) {
        throw e.at(place.at("format"));
      }
    }
    if (least > most) {
      return;
    }
    var contents = content;
    if (contents == null) {
      JsonText.addString(rule, least, most);
    } else {
      try {
        boolean bounded = least > 0 || most < Top.UNBOUNDED;
        contents = bounded ? JsonText.CONTENT.and(contents, least, most, work) : contents;
        contents.addQuotedTo(rule);
      } catch (Unusable e) {
        throw e.at(all.getFirst());
      }
    }
  }

  private void keep(Dfa more, Work work) {
    content = content == null ? more : content.and(more, work);
  }
}
