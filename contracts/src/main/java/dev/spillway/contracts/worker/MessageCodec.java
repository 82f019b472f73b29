package dev.spillway.contracts.worker;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.proto.Document;
import dev.spillway.contracts.proto.Image;
import dev.spillway.contracts.proto.Message;
import dev.spillway.contracts.proto.Sound;
import java.util.List;
import java.util.Optional;

/**
 * Messages on the wire. That a tool failed is said in words, as models read it. One text stays
 * where workers have always read it; anything else is in fields that those who do not know them
 * take for nothing.
 */
final class MessageCodec {
  private MessageCodec() {}

  static Message write(ChatMessage said) {
    var message = said.inWords();
    var out = Message.newBuilder().setRole(message.role().wireName());
    if (message.parts().size() == 1
        && message.parts().getFirst() instanceof Part.Text(String text)) {
      out.setContent(text);
    } else {
      message.parts().forEach(part -> out.addParts(write(part)));
    }
    for (var call : message.calls()) {
      out.addCalls(
          dev.spillway.contracts.proto.ToolCall.newBuilder()
              .setId(call.id())
              .setName(call.name())
              .setArguments(call.arguments()));
    }
    message.answersCall().ifPresent(out::setAnswersCall);
    return out.build();
  }

  static ChatMessage read(Message wire) {
    List<Part> parts =
        wire.getPartsCount() == 0
            ? List.of(new Part.Text(wire.getContent()))
            : wire.getPartsList().stream().map(MessageCodec::read).toList();
    return new ChatMessage(
        role(wire.getRole()),
        parts,
        wire.getCallsList().stream()
            .map(call -> new ToolCall(call.getId(), call.getName(), call.getArguments()))
            .toList(),
        wire.hasAnswersCall() ? Optional.of(wire.getAnswersCall()) : Optional.empty());
  }

  private static dev.spillway.contracts.proto.Part write(Part part) {
    var out = dev.spillway.contracts.proto.Part.newBuilder();
    switch (part) {
      case Part.Text(String text) -> out.setText(text);
      case Part.Image(String url, String detail) ->
          out.setImage(Image.newBuilder().setUrl(url).setDetail(detail));
      case Part.Document(String url, String title, String context) ->
          out.setDocument(Document.newBuilder().setUrl(url).setTitle(title).setContext(context));
      case Part.Sound(String data, String format) ->
          out.setSound(Sound.newBuilder().setData(data).setFormat(format));
      case Part.Thought thought ->
          throw new IllegalArgumentException("what models thought is not told in words");
    }
    return out.build();
  }

  private static Part read(dev.spillway.contracts.proto.Part wire) {
    return switch (wire.getPartCase()) {
      case TEXT -> new Part.Text(wire.getText());
      case IMAGE -> new Part.Image(wire.getImage().getUrl(), wire.getImage().getDetail());
      case DOCUMENT ->
          new Part.Document(
              wire.getDocument().getUrl(),
              wire.getDocument().getTitle(),
              wire.getDocument().getContext());
      case SOUND -> new Part.Sound(wire.getSound().getData(), wire.getSound().getFormat());
      case PART_NOT_SET -> throw invalid("a message has a part that is unknown here");
    };
  }

  private static Role role(String name) {
    return Role.ofWireName(name)
        .orElseThrow(() -> invalid("a message has the unknown role '%s'".formatted(name)));
  }

  private static SpillwayException invalid(String message) {
    return new SpillwayException(new ErrorKind.InvalidValue("messages", message));
  }
}
