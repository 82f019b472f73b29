package dev.spillway.gateway.response;

import dev.spillway.cache.CachedResponse;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.CascadeRequest;
import dev.spillway.gateway.cascade.Decision;
import dev.spillway.gateway.cascade.Provenance;
import dev.spillway.gateway.cascade.Receipt;
import dev.spillway.gateway.cascade.TokenLogprob;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The events of an answer that is given again: token by token, as a stream of it would have been.
 * Its receipt says what it cost when it was computed.
 */
final class Replay {
  private Replay() {}

  /**
   * @param tier the answer's, by its name
   * @param confidence in the answer to this request
   */
  static List<AnswerEvent> of(
      CachedResponse response,
      CascadeRequest request,
      Tier tier,
      OptionalDouble confidence,
      Provenance provenance) {
    var decision =
        new Decision(
            tier, confidence, response.escalations(), 0, response.predictedTokens(), provenance);
    var receipt =
        new Receipt(new Money(response.costPicoUsd()), request.costIfLargest(response.usage()));
    var events = new ArrayList<AnswerEvent>();
    events.add(new AnswerEvent.Committed(decision, Optional.of(receipt)));
    events.addAll(texts(response));
    for (int i = 0; i < response.calls().size(); i++) {
      var call = response.calls().get(i);
      events.add(
          new AnswerEvent.Call(
              new GenerateEvent.Call(i, call.id(), call.name(), call.arguments())));
    }
    events.add(
        new AnswerEvent.Finished(
            response.reason(), response.stop(), response.usage(), decision, receipt));
    return List.copyOf(events);
  }

  /**
   * Each text has the tokens that came before it without one, as when a character took several
   * tokens; tokens after the last text belong to it.
   */
  private static List<AnswerEvent.Text> texts(CachedResponse response) {
    var all = response.text();
    var texts = new ArrayList<AnswerEvent.Text>();
    var tokens = new ArrayList<TokenLogprob>();
    var at = 0;
    for (var token : response.tokens()) {
      var text = all.substring(at, at + token.length());
      tokens.add(new TokenLogprob(text, token.logprob()));
      at += token.length();
      if (!text.isEmpty()) {
        texts.add(new AnswerEvent.Text(text, tokens));
        tokens.clear();
      }
    }
    if (at < all.length()) {
      texts.add(new AnswerEvent.Text(all.substring(at), tokens));
    } else if (!tokens.isEmpty() && !texts.isEmpty()) {
      var last = texts.removeLast();
      tokens.addAll(0, last.tokens());
      texts.add(new AnswerEvent.Text(last.text(), tokens));
    }
    return texts;
  }
}
