package dev.spillway.gateway.learning;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.gateway.decision.AskedTier;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.gateway.learning.Evidence.Gap;
import dev.spillway.gateway.learning.Evidence.Known;
import dev.spillway.router.learn.Meaning;
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
  private record Told(Known known, String question, String toEmbed, List<String> replies) {}

  RouterEvidence(List<String> tiers, Measure measure) {
    this.tiers = List.copyOf(tiers);
    reader = new EvidenceReader(tiers, measure, Map.of());
  }

  List<String> tiers() {
    return tiers;
  }

  /** How many examples there are. */
  int size() {
    return told.size();
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
    var asked =
        messages.stream()
            .map(
                message ->
                    new ChatMessage(
                        Role.ofWireName(message.role()).orElse(Role.USER), message.content()))
            .toList();
    var question = Questions.text(asked);
    var toEmbed = Questions.toEmbed(asked);
    text += question.length() + toEmbed.length() + replies.stream().mapToLong(String::length).sum();
    told.add(new Told(known.get(), question, toEmbed, replies));
  }

  /** The text of a tier's whole reply, if it is kept. */
  private static Optional<String> reply(DecisionRow row, String tier) {
    return row.asked().stream()
        .filter(each -> each.tier().equals(tier) && each.isWhole())
        .findFirst()
        .map(AskedTier::text);
  }

  /** Of each example, the text whose embedding would tell what it means. */
  List<String> toEmbed() {
    return told.stream().map(Told::toEmbed).toList();
  }

  /** As {@link #examples()}, of which this is known of each. */
  List<Example> examples(List<Meaning> each) {
    var examples = examples();
    return IntStream.range(0, examples.size())
        .mapToObj(i -> examples.get(i).meaning(each.get(i)))
        .toList();
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
