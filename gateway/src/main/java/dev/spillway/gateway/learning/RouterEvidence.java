package dev.spillway.gateway.learning;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.gateway.decision.AskedTier;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.gateway.learning.Evidence.Gap;
import dev.spillway.gateway.learning.Evidence.Known;
import dev.spillway.router.policy.Questions;
import dev.spillway.router.routing.Example;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes examples for a router of kept decisions: those of which {@link EvidenceReader} knows what
 * every tier's reply was worth, with their texts and their weights.
 *
 * <p>Of decisions whose texts were not kept nothing can be learned, and they are counted. Whether a
 * text is kept hangs on its length alone ({@code spillway.gateway.decisions.text-size}), so others
 * do not speak for them: the report says how many there were. At most {@value #MOST_TEXT}
 * characters are held; when there are more, decisions of before are not read.
 */
final class RouterEvidence {
  private static final long MOST_TEXT = 1 << 26;

  private final List<String> tiers;
  private final EvidenceReader reader;
  private final List<Told> told = new ArrayList<>();
  private long text;
  private int withoutText;

  /** A decision of which all is known, and its texts. */
  private record Told(Known known, String question, List<String> replies) {}

  RouterEvidence(List<String> tiers, Measure measure) {
    this.tiers = List.copyOf(tiers);
    reader = new EvidenceReader(tiers, measure, Map.of());
  }

  List<String> tiers() {
    return tiers;
  }

  /** Whether no more texts are held. */
  boolean isFull() {
    return text >= MOST_TEXT;
  }

  void add(DecisionRow row) {
    var known = reader.read(row);
    if (known.isEmpty()) {
      return;
    }
    var messages = row.messages();
    var replies = tiers.stream().map(tier -> reply(row, tier)).flatMap(Optional::stream).toList();
    if (messages == null || replies.size() < tiers.size()) {
      withoutText++;
      return;
    }
    var question =
        Questions.text(
            messages.stream()
                .map(
                    message ->
                        new ChatMessage(
                            Role.ofWireName(message.role()).orElse(Role.USER), message.content()))
                .toList());
    text += question.length() + replies.stream().mapToLong(String::length).sum();
    told.add(new Told(known.get(), question, replies));
  }

  /** The text of a tier's whole reply, if it is kept. */
  private static Optional<String> reply(DecisionRow row, String tier) {
    return row.asked().stream()
        .filter(each -> each.tier().equals(tier) && each.isWhole())
        .findFirst()
        .map(AskedTier::text);
  }

  /** One for each decision, weighing as many requests as it speaks for. */
  List<Example> examples() {
    return told.stream()
        .map(
            each ->
                new Example(
                    each.question(),
                    IntStream.range(0, tiers.size())
                        .mapToObj(
                            tier -> {
                              var reply = each.known().replies().get(tier);
                              return new Example.Reply(
                                  each.replies().get(tier),
                                  reply.quality(),
                                  reply.cost(),
                                  Optional.of(reply.tokens()).filter(one -> one.tokens() > 0));
                            })
                        .toList(),
                    reader.weight(each.known())))
        .toList();
  }

  /** What the examples are, and what was left out. */
  Evidence evidence() {
    var all = reader.read();
    var leftOut = new EnumMap<Gap, Integer>(Gap.class);
    leftOut.putAll(all.leftOut());
    if (withoutText > 0) {
      leftOut.put(Gap.NO_TEXT, withoutText);
    }
    return new Evidence(
        tiers,
        told.stream().map(each -> each.known().weighing(reader.weight(each.known()))).toList(),
        leftOut);
  }
}
