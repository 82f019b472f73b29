package dev.spillway.contracts.worker;

import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.chat.Wishes;

/** {@link Demands} on the wire. */
final class DemandsCodec {
  private DemandsCodec() {}

  static dev.spillway.contracts.proto.Demands write(Demands demands) {
    var out =
        dev.spillway.contracts.proto.Demands.newBuilder()
            .setSingleCall(!demands.parallelCalls())
            .putAllPassed(demands.passed())
            .setRaw(demands.raw());
    for (var tool : demands.tools()) {
      out.addTools(
          dev.spillway.contracts.proto.Tool.newBuilder()
              .setName(tool.name())
              .setDescription(tool.description())
              .setParameters(tool.parameters())
              .setStrict(tool.strict()));
    }
    switch (demands.choice()) {
      case ToolChoice.Auto auto -> {}
      case ToolChoice.None none -> out.setNoTool(true);
      case ToolChoice.Required required -> out.setSomeTool(true);
      case ToolChoice.Named(String name) -> out.setNamedTool(name);
    }
    switch (demands.format()) {
      case ResponseFormat.Text text -> {}
      case ResponseFormat.JsonObject object -> out.setJsonObject(true);
      case ResponseFormat.JsonSchema schema ->
          out.setJsonSchema(
              dev.spillway.contracts.proto.JsonSchema.newBuilder()
                  .setName(schema.name())
                  .setDescription(schema.description())
                  .setSchema(schema.schema())
                  .setStrict(schema.strict()));
    }
    return out.build();
  }

  static Demands read(dev.spillway.contracts.proto.Demands wire) {
    return new Demands(
        wire.getToolsList().stream()
            .map(
                tool ->
                    new Tool(
                        tool.getName(),
                        tool.getDescription(),
                        tool.getParameters(),
                        tool.getStrict()))
            .toList(),
        choice(wire),
        !wire.getSingleCall(),
        format(wire),
        wire.getPassedMap(),
        wire.getRaw(),
        Wishes.NONE);
  }

  private static ToolChoice choice(dev.spillway.contracts.proto.Demands wire) {
    return switch (wire.getChoiceCase()) {
      case NO_TOOL -> ToolChoice.NONE;
      case SOME_TOOL -> ToolChoice.REQUIRED;
      case NAMED_TOOL -> new ToolChoice.Named(wire.getNamedTool());
      case CHOICE_NOT_SET -> ToolChoice.AUTO;
    };
  }

  private static ResponseFormat format(dev.spillway.contracts.proto.Demands wire) {
    return switch (wire.getFormatCase()) {
      case JSON_OBJECT -> ResponseFormat.JSON_OBJECT;
      case JSON_SCHEMA -> {
        var schema = wire.getJsonSchema();
        yield new ResponseFormat.JsonSchema(
            schema.getName(), schema.getDescription(), schema.getSchema(), schema.getStrict());
      }
      case FORMAT_NOT_SET -> ResponseFormat.TEXT;
    };
  }
}
