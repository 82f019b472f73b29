package dev.spillway.gateway.openai;

import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.TokenLogprob;
import dev.spillway.gateway.chat.Identity;
import java.util.ArrayList;
import java.util.List;

/**
 * An item of a response while it is told. It keeps all that was told of it, which its last events
 * repeat; so it is as long as the answer.
 */
abstract sealed class OpenItem {

  /** Who tells events. */
  interface Teller {
    void tell(String type, ResponseEvent event);
  }

  final int index;
  final String id;
  final Teller teller;

  private OpenItem(int index, String id, Teller teller) {
    this.index = index;
    this.id = id;
    this.teller = teller;
  }

  /** What it is by now. */
  abstract OutputItem item(String status);

  /** Nothing is added any more. */
  abstract OutputItem end(String status);

  final void tellBegun(OutputItem item) {
    teller.tell("response.output_item.added", new ResponseEvent.Item(index, item));
  }

  final OutputItem tellDone(OutputItem item) {
    teller.tell("response.output_item.done", new ResponseEvent.Item(index, item));
    return item;
  }

  /** What the model says. */
  static final class Message extends OpenItem {
    private final ResponseEvent.Place place;
    private final boolean logprobs;
    private final StringBuilder text = new StringBuilder();
    private final List<TokenLogprob> tokens = new ArrayList<>();

    /**
     * @param logprobs whether tokens are listed
     */
    Message(Identity identity, int index, boolean logprobs, Teller teller) {
      super(index, OutputItem.messageId(identity, index), teller);
      this.logprobs = logprobs;
      place = new ResponseEvent.Place(id, index, 0);
      tellBegun(OutputItem.Message.of(id, OutputItem.IN_PROGRESS, List.of()));
      teller.tell("response.content_part.added", new ResponseEvent.ContentPart(place, text()));
    }

    void add(AnswerEvent.Text more) {
      text.append(more.text());
      var told = logprobs ? more.tokens() : List.<TokenLogprob>of();
      tokens.addAll(told);
      teller.tell(
          "response.output_text.delta",
          new ResponseEvent.TextDelta(place, more.text(), LogprobsBody.of(told).content()));
    }

    private OutputItem.Text text() {
      return OutputItem.Text.of(text.toString(), tokens);
    }

    @Override
    OutputItem item(String status) {
      return OutputItem.Message.of(id, status, List.of(text()));
    }

    @Override
    OutputItem end(String status) {
      var whole = text();
      teller.tell(
          "response.output_text.done",
          new ResponseEvent.TextDone(place, whole.text(), whole.logprobs()));
      teller.tell("response.content_part.done", new ResponseEvent.ContentPart(place, whole));
      return tellDone(OutputItem.Message.of(id, status, List.of(whole)));
    }
  }

  /** What the model thinks. */
  static final class Reasoning extends OpenItem {
    private final ResponseEvent.Place place;
    private final StringBuilder text = new StringBuilder();

    Reasoning(Identity identity, int index, Teller teller) {
      super(index, OutputItem.reasoningId(identity, index), teller);
      place = new ResponseEvent.Place(id, index, 0);
      tellBegun(OutputItem.Reasoning.of(id, OutputItem.IN_PROGRESS, List.of()));
      teller.tell("response.content_part.added", new ResponseEvent.ContentPart(place, text()));
    }

    void add(String more) {
      text.append(more);
      teller.tell("response.reasoning_text.delta", new ResponseEvent.ThoughtDelta(place, more));
    }

    private OutputItem.Thoughts text() {
      return OutputItem.Thoughts.of(text.toString());
    }

    @Override
    OutputItem item(String status) {
      return OutputItem.Reasoning.of(id, status, List.of(text()));
    }

    @Override
    OutputItem end(String status) {
      var whole = text();
      teller.tell(
          "response.reasoning_text.done", new ResponseEvent.ThoughtDone(place, whole.text()));
      teller.tell("response.content_part.done", new ResponseEvent.ContentPart(place, whole));
      return tellDone(item(status));
    }
  }

  /** A tool's call. */
  static final class Call extends OpenItem {
    private final GenerateEvent.Call first;
    private final StringBuilder arguments = new StringBuilder();

    Call(Identity identity, int index, GenerateEvent.Call first, Teller teller) {
      super(index, OutputItem.callId(identity, index), teller);
      this.first = first;
      tellBegun(item(OutputItem.IN_PROGRESS));
    }

    boolean is(GenerateEvent.Call more) {
      return more.index() == first.index();
    }

    void add(GenerateEvent.Call more) {
      if (!more.arguments().isEmpty()) {
        arguments.append(more.arguments());
        teller.tell(
            "response.function_call_arguments.delta",
            new ResponseEvent.ArgumentsDelta(id, index, more.arguments()));
      }
    }

    @Override
    OutputItem item(String status) {
      return OutputItem.Call.of(
          id, status, new ToolCall(first.id(), first.name(), arguments.toString()));
    }

    @Override
    OutputItem end(String status) {
      teller.tell(
          "response.function_call_arguments.done",
          new ResponseEvent.ArgumentsDone(id, index, first.name(), arguments.toString()));
      return tellDone(item(status));
    }
  }
}
